#include "detect/output/language.h"

#include <gtest/gtest.h>

#include "fixtures/stream_fixture.h"

namespace gs::detect {
namespace {

std::string language(const std::vector<std::string>& texts) {
  static const Language detector;
  const Look found = look_at_every_cut(detector, texts);
  return std::get<std::string>(found.signals[text::kLanguage].value);
}

TEST(Language, TellsLanguagesApart) {
  const std::pair<const char*, const char*> cases[] = {
      {"en", "The train to the coast leaves at seven, so we should pack our bags tonight."},
      {"de", "Der Zug an die Küste fährt um sieben, also sollten wir heute Abend packen."},
      {"fr",
       "Le train pour la côte part à sept heures, donc il faut préparer les valises ce soir."},
      {"es", "El tren a la costa sale a las siete, así que debemos hacer las maletas esta noche."},
      {"pt", "O comboio para a costa sai às sete, por isso devemos fazer as malas esta noite."},
      {"it", "Il treno per la costa parte alle sette, quindi dobbiamo fare le valigie stasera."},
      {"nl", "De trein naar de kust vertrekt om zeven uur, dus we moeten vanavond inpakken."},
      {"pl", "Pociąg nad morze odjeżdża o siódmej, więc powinniśmy spakować się dziś wieczorem."},
      {"cs", "Vlak k moři odjíždí v sedm hodin, takže bychom se měli sbalit už dnes večer."},
      {"sv", "Tåget till kusten går klockan sju, så vi borde packa våra väskor redan i kväll."},
      {"fi", "Juna rannikolle lähtee kello seitsemän, joten meidän pitäisi pakata jo tänä iltana."},
      {"hu", "A vonat hétkor indul a tengerpartra, ezért még ma este össze kellene pakolnunk."},
      {"ro", "Trenul spre mare pleacă la ora șapte, așa că ar trebui să facem bagajele diseară."},
      {"tr", "Sahile giden tren yedide kalkıyor, bu yüzden bu akşam bavullarımızı toplamalıyız."},
      {"id",
       "Kereta ke pantai berangkat pukul tujuh, jadi sebaiknya kita berkemas malam ini juga."},
      {"vi", "Chuyến tàu ra biển khởi hành lúc bảy giờ, vì vậy tối nay chúng ta nên xếp đồ."},
      {"ru", "Поезд к морю отправляется в семь часов, поэтому нам стоит собрать вещи сегодня."},
      {"uk", "Потяг до моря вирушає о сьомій годині, тож нам варто зібрати речі вже сьогодні."},
      {"el", "Το τρένο για τη θάλασσα φεύγει στις επτά, οπότε πρέπει να ετοιμαστούμε απόψε."},
      {"he", "הרכבת אל החוף יוצאת בשבע, ולכן כדאי לנו לארוז את המזוודות כבר הערב."},
      {"ar", "يغادر القطار إلى الساحل في الساعة السابعة، لذلك يجب أن نحزم حقائبنا الليلة."},
      {"ur",
       "ساحل جانے والی ٹرین سات بجے روانہ ہوتی ہے، اس لیے ہمیں آج رات سامان باندھ لینا چاہیے۔"},
      {"hi", "समुद्र तट की ट्रेन सात बजे चलती है, इसलिए हमें आज रात ही सामान बाँध लेना चाहिए।"},
      {"bn", "সমুদ্রের ট্রেন সাতটায় ছাড়ে, তাই আজ রাতেই আমাদের ব্যাগ গুছিয়ে নেওয়া উচিত।"},
      {"ta", "கடற்கரைக்குச் செல்லும் ரயில் ஏழு மணிக்குப் புறப்படுகிறது, இன்றே தயாராக வேண்டும்."},
      {"th", "รถไฟไปชายทะเลออกตอนเจ็ดโมง ดังนั้นเราควรเก็บกระเป๋าคืนนี้"},
      {"zh", "去海边的火车七点出发，所以我们今天晚上就应该收拾好行李。"},
      {"zh-Hant", "去海邊的火車七點出發，所以我們今天晚上就應該收拾好行李。"},
      {"ja", "海辺へ行く電車は七時に出るので、今夜のうちに荷物をまとめておきましょう。"},
      {"ko", "바닷가로 가는 기차는 일곱 시에 떠나니까 오늘 밤에 짐을 싸 두어야 합니다."},
  };
  for (const auto& [tag, text] : cases) EXPECT_EQ(language({text}), tag) << text;
}

TEST(Language, SaysNothingWhenUnsure) {
  for (const char* text :
       {"", " ", "OK", "yes", "Hello", "12345 67890", "Anna Schmidt", "????", "x = y + 1", "Paris",
        "\xF0\x9F\x98\x80", "gs-canary-0123456789abcdef"}) {
    EXPECT_EQ(language({text}), "") << text;
  }
}

TEST(Language, JudgesTheBeginningOfAllSegmentsTogether) {
  const std::string english = "The train to the coast leaves at seven, so pack your bags now. ";
  const std::string german = "Der Zug an die Küste fährt um sieben, also packt die Koffer jetzt. ";
  std::string long_english;
  for (int i = 0; i < 9; ++i) long_english += english;
  EXPECT_EQ(language({long_english, german + german + german}), "en");
  EXPECT_EQ(language({"Der Zug an die Küste fährt um sieben, ", "also packt die Koffer."}), "de");
  std::string wide = "a";  // so that the limit falls inside a character
  for (int i = 0; i < 300; ++i) wide += "ж";
  language({wide});
}

TEST(Language, CannotJudgeAStream) {
  EXPECT_FALSE(Language().streams(text::kLanguage));
}

}  // namespace
}  // namespace gs::detect
