package dev.countersign.local.launch;

/**
 * An OpenAI-compatible endpoint.
 *
 * @param baseUrl ends before {@code /chat/completions}, with a slash
 */
public record ModelEndpoint(String baseUrl, String apiKey, String model) {

    public ModelEndpoint {
        if (baseUrl.isBlank() || apiKey.isBlank() || model.isBlank()) {
            throw new IllegalArgumentException("a model endpoint has a base URL, an API key and a model's name");
        }
    }

    /** Without the key, so that no log has it. */
    @Override
    public String toString() {
        return "ModelEndpoint[baseUrl=%s, model=%s]".formatted(baseUrl, model);
    }
}
