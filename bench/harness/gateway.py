"""How the gateway is started for a measurement."""


def gateway_command(workers: int) -> list[str]:
    """Paths are relative to the repository; {port} is filled in when the server is started."""
    return [
        "build/release/bin/governed-speed",
        "gateway",
        "--config",
        "policies/adr-006.embedded-governance.yaml",
        "--settings",
        "bench/gateway.settings.yaml",
        "--listen",
        "127.0.0.1:{port}",
        "--workers",
        str(workers),
    ]
