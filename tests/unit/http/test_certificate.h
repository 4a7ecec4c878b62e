// A folder with a self-signed certificate in it, for tests that speak TLS.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace gs::http {

class TestCertificate {
 public:
  // `names`: as openssl writes them, "DNS:localhost,IP:127.0.0.1".
  explicit TestCertificate(const std::string& names, const std::string& extra = "") {
    static int made = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("gs_certificate_" + std::to_string(::getpid()) + "_" + std::to_string(made++));
    std::filesystem::create_directories(folder_);
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=test -addext subjectAltName=" +
        names + " " + extra + " -keyout " + key() + " -out " + certificate() + " 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
  }
  ~TestCertificate() { std::filesystem::remove_all(folder_); }
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  std::string certificate() const { return folder_ / "cert.pem"; }
  std::string key() const { return folder_ / "key.pem"; }

 private:
  std::filesystem::path folder_;
};

}  // namespace gs::http
