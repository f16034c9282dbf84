use super::*;
use crate::sample::expand;

#[test]
fn models_and_images() {
    let mut wrong = Vec::new();
    for name in [
        "claude-haiku-4-5-20251001",
        "claude-sonnet-4-5@20250929",
        "us.anthropic.claude-sonnet-4-20250514-v1:0",
        "gpt-4o-mini-2024-07-18",
        "gpt-4-0125-preview",
        "o3-mini-2025-01-31",
        "o1-preview-2024-09-12",
        "tts-1-hd-1106",
        "ft:gpt-4o-mini-2024-07-18:acme:support:9xQ2bZ7k",
        "text-embedding-3-large",
        "groq:llama-3.3-70b-versatile",
        "gemini-2.5-flash-preview-04-17",
        "models/gemini-1.5-flash-8b-001",
        "open-mixtral-8x22b",
        "command-r-plus-08-2024",
        "grok-2-vision-1212",
        "deepseek-r1-distill-llama-70b",
        "qwen3-235b-a22b-instruct-2507",
        "kimi-k2-0711-preview",
        "doubao-seed-1-6-thinking-250615",
        "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
        "llama3.1:70b-instruct-q4_K_M",
        "accounts/fireworks/models/llama-v3p1-405b-instruct",
        "@cf/meta/llama-3.1-8b-instruct-fp8",
        "jamba-1.5-large-2405",
        "BAAI/bge-large-en-v1.5",
        "stable-diffusion-xl-1024-v1-0",
        "eleven_turbo_v2_5",
        "phi-3.5-mini-instruct",
        "mistralai/Mixtral-8x7B-Instruct-v0.1",
        "anthropic/claude-3.5-haiku-20241022:beta",
        "glm-4.5-air-20250728",
        "bitnami/jenkins:2.516.2-debian-12-r0",
        "minio/minio:RELEASE.2024-10-13T13-34-11Z",
        "2025.7.23-debian-12-r3",
        "postgres:16.4-alpine3.20",
        "nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04",
        "17.5.1-ce.0-20241022",
    ] {
        if !is_name(name.as_bytes()) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    for template in [
        "stability-ai/sdxl:{hex:63}a",
        "ghcr.io/acme/api@sha256:a{hex:63}",
        "acme/token-service:v1.2.3-45-ga{hex:7}",
        "ghcr.io/acme/api:sha-a{hex:6}",
        "0.0.0-20240102150405-{hex:12}",
        "ghcr.io/acme/api:main-a{hex:6}-1729012345",
        "registry.acme.dev/acme/app:{hex:39}a",
    ] {
        assert!((0..20).all(|seed| is_name(expand(template, seed).as_bytes())), "{template}");
    }
}

#[test]
fn random_values_are_no_names() {
    for template in [
        "{alnum:20}",
        "{alnum:8}-{alnum:8}-{alnum:8}",
        "{hex:32}",
        "{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
        "{base36:6}-{base36:6}",
        "acme-{alnum:24}",
        "sk-{alnum:32}",
        "acme_live_{alnum:24}",
        "{base36:4}-{base36:4}-{base36:4}-{base36:4}",
        "user:{hex:40}",
        "{lower:4}-{digits:4}-{lower:4}",
        "{lower:6}-{lower:6}-{digits:4}",
        "{b64url:43}",
        "gemini-{alnum:32}",
        "{hex:40}",
        "prod.{hex:64}",
    ] {
        let taken = (0..2_000).filter(|seed| is_name(expand(template, *seed).as_bytes())).count();
        assert!(taken <= 10, "{template}: {taken} of 2,000");
    }
    for value in ["summer-2023", "blue-horse-42", "Tr0ub4dor-3"] {
        assert!(!is_name(value.as_bytes()), "{value}");
    }
}
