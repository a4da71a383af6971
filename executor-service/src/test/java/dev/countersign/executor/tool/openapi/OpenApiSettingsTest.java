package dev.countersign.executor.tool.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.executor.service.ExecutorConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the settings of an API are called. */
class OpenApiSettingsTest {

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "countersign.signing.key-file", "/keys/own",
            "countersign.signing.kid", "own",
            "countersign.trusted-keys.dir", "/keys/trusted",
            "countersign.openapi.shop.document", Api.PETSTORE.toString(),
            "countersign.openapi.shop.base-url", "https://petstore.example/v3",
            "countersign.openapi.shop.operations", "addPet, getPetById",
            "countersign.openapi.shop.auth.petstore_auth.secret", "${PETSTORE_TOKEN}"));

    private final Map<String, String> environment = new HashMap<>(Map.of("PETSTORE_TOKEN", "t0ken"));

    @Test
    void shouldReadAnApi() {
        OpenApiSettings shop = shop();

        assertThat(shop.baseUrl()).isEqualTo(URI.create("https://petstore.example/v3"));
        assertThat(shop.auth()).containsOnlyKeys("petstore_auth");
        assertThat(shop.auth().get("petstore_auth").secret()).hasValue("t0ken");
        assertThat(shop.maxResponse()).isEqualTo(1024 * 1024);
        assertThat(shop.maxRedirects()).isEqualTo(3);
        assertThat(shop.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(Api.of(shop).registry().all().stream()
                        .map(tool -> tool.entry().name().value()))
                .containsExactlyInAnyOrder("addPet", "getPetById");
    }

    @Test
    void shouldTakeAPlainSettingFromTheEnvironment() {
        environment.put("COUNTERSIGN_OPENAPI_SHOP_BASE_URL", "https://other.example");

        assertThat(shop().baseUrl()).isEqualTo(URI.create("https://other.example"));
    }

    @Test
    void shouldRefuseASettingThatNobodyKnows() {
        settings.put("countersign.openapi.shop.max-redirect", "1");

        assertThatThrownBy(this::shop).hasMessageContaining("countersign.openapi.shop.max-redirect");
    }

    @Test
    void shouldNotStartWithoutABaseUrl() {
        settings.remove("countersign.openapi.shop.base-url");

        assertThatThrownBy(this::shop).hasMessageContaining("countersign.openapi.shop.base-url");
    }

    @Test
    void shouldNotStartWithADocumentThatIsNotThere() {
        settings.put("countersign.openapi.shop.document", "/nowhere/api.yaml");

        assertThatThrownBy(() -> Api.of(shop()))
                .hasMessageContaining("countersign.openapi.shop.document /nowhere/api.yaml: the file cannot be read");
    }

    private OpenApiSettings shop() {
        return new SmallRyeConfigBuilder()
                .withMapping(ExecutorConfig.class)
                .withDefaultValues(settings)
                .withSources(new EnvConfigSource(environment, 300))
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(ExecutorConfig.class)
                .openapi()
                .get("shop");
    }
}
