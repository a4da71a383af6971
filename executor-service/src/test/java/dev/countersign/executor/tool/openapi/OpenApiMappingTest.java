package dev.countersign.executor.tool.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.executor.tool.OfferedTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operation looks like as a tool, and what cannot be one. */
class OpenApiMappingTest {

    private static final String URL = "http://127.0.0.1:1/v3";
    private static final ApiSettings.Secret TOKEN = ApiSettings.Secret.of("t0ken-of-the-shop");

    @TempDir
    Path dir;

    @Test
    void shouldMakeToolsOfThePetstore() {
        Api api = Api.of(petstore(
                        "addPet",
                        "updatePet",
                        "findPetsByStatus",
                        "getPetById",
                        "updatePetWithForm",
                        "deletePet",
                        "placeOrder")
                .prefixed("pets_"));

        assertThat(api.registry().all().stream().map(tool -> tool.entry().name().value()))
                .containsExactlyInAnyOrder(
                        "pets_addPet",
                        "pets_updatePet",
                        "pets_findPetsByStatus",
                        "pets_getPetById",
                        "pets_updatePetWithForm",
                        "pets_deletePet",
                        "pets_placeOrder");
        assertThat(api.tool("pets_addPet").entry().description())
                .isEqualTo("Add a pet to the store\n\nThe store gives it an id.");
        assertThat(api.tool("pets_getPetById").entry().description()).isEqualTo("GET /pet/{petId}");
        assertThat(api.schema("pets_addPet")).isEqualTo(Api.json("""
                {"type": "object", "additionalProperties": false, "required": ["body"],
                 "properties": {"body": {"$ref": "#/$defs/Pet"}},
                 "$defs": {
                   "Category": {"type": "object", "properties": {"id": {"type": "integer", "format": "int64"}, "name": {"type": "string"}}},
                   "Tag": {"type": "object", "properties": {"id": {"type": "integer", "format": "int64"}, "name": {"type": "string"}}},
                   "Pet": {"type": "object", "required": ["name", "photoUrls"], "properties": {
                     "id": {"type": "integer", "format": "int64", "examples": [10]},
                     "category": {"$ref": "#/$defs/Category"},
                     "name": {"type": "string", "examples": ["doggie"]},
                     "photoUrls": {"type": "array", "items": {"type": "string"}},
                     "tags": {"type": "array", "items": {"$ref": "#/$defs/Tag"}},
                     "status": {"type": "string", "enum": ["available", "pending", "sold"], "description": "status in the store"}}}}}"""));
        assertThat(api.schema("pets_findPetsByStatus")).isEqualTo(Api.json("""
                {"type": "object", "additionalProperties": false, "required": ["status"], "properties": {"status":
                  {"type": "array", "description": "any of these",
                   "items": {"type": "string", "enum": ["available", "pending", "sold"], "default": "available"}}}}"""));
    }

    @Test
    void shouldTranslateWhatVersion30WritesDifferently() {
        OfferedTool order = Api.of(petstore("placeOrder")).tool("placeOrder");

        assertThat(order.entry().inputSchema()).isEqualTo(Api.json("""
                {"type": "object", "additionalProperties": false, "required": ["body"],
                 "properties": {"body": {"$ref": "#/$defs/Order"}},
                 "$defs": {"Order": {"type": "object", "required": ["petId"], "properties": {
                     "petId": {"type": "integer", "format": "int64"},
                     "quantity": {"type": "integer", "exclusiveMinimum": 0},
                     "shipDate": {"type": ["string", "null"], "format": "date-time"},
                     "status": {"type": ["string", "null"], "enum": ["placed", "approved", "delivered", null]},
                     "complete": {"type": "boolean", "default": false}}}}}"""));
        assertThat(order.schema().misfit(Api.json("{\"body\": {\"petId\": 1, \"status\": null}}")))
                .isEmpty();
        assertThat(order.schema().misfit(Api.json("{\"body\": {\"petId\": 1, \"quantity\": 0}}")))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true  | {"id": "t", "body": {"label": null, "amount": 0.01, "parts": [{"label": "a", "parts": [{"label": "b"}]}]}}
            true  | {"id": "t", "body": {"label": "x", "kind": "g-1"}}
            false | {"id": "t", "body": {"label": "x", "kind": "h-1"}}
            false | {"id": "t", "body": {"label": "x", "amount": 0}}
            false | {"id": "t", "body": {"label": "x", "parts": [{"label": "a", "parts": [{"label": 7}]}]}}
            false | {"id": "t", "body": {"label": "x", "id": "mine"}}
            false | {"id": "t"}
            """)
    void shouldKeepNestedAndRecursiveSchemas(boolean fits, String arguments) {
        OfferedTool create = Api.of(invoices("createInvoice")).tool("createInvoice");

        assertThat(create.schema().misfit(Api.json(arguments)).isEmpty()).isEqualTo(fits);
    }

    @Test
    void shouldNameArgumentsSoThatNoneClash() {
        assertThat(Api.of(invoices("searchInvoices"))
                        .schema("searchInvoices")
                        .members()
                        .get("properties"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsOnlyKeys(
                        "id",
                        "query_id",
                        "filter",
                        "sort",
                        "space",
                        "pipe",
                        "point",
                        "more",
                        "where_odd_",
                        "raw",
                        "X-Trace",
                        "X-Note",
                        "locale");
    }

    @Test
    void shouldNameToolsAsModelsTakeThem() {
        assertThat(Api.of(invoices("files.get")).tool("files_get").entry().description())
                .isEqualTo("GET /tenants/{tenant}/files/{name}.pdf");
    }

    @Test
    void shouldSayWhichOperationCannotBeATool() {
        assertThatThrownBy(() -> Api.of(petstore("addPet", "uploadFile")))
                .hasMessageContaining(
                        "countersign.openapi.shop: operation 'uploadFile': its body is multipart/form-data")
                .hasMessageContaining("countersign.openapi.shop.operations")
                .hasMessageNotContaining("addPet");
    }

    @Test
    void shouldSayWhichOperationsThereAre() {
        assertThatThrownBy(() -> Api.of(petstore("addPat")))
                .hasMessageContaining("names 'addPat'")
                .hasMessageContaining("it has addPet, updatePet, findPetsByStatus");
    }

    @Test
    void shouldNotTakeAllWhereOneHasNoId() {
        assertThatThrownBy(() -> Api.of(invoices("*"))).hasMessageContaining("GET /nameless");
    }

    @Test
    void shouldFollowNoReferenceOutOfTheDocument() {
        assertThatThrownBy(() -> Api.of(invoices("elsewhere")))
                .hasMessageContaining("'https://schemas.example/x.json' leads out of the document");
    }

    @Test
    void shouldNotStartWithoutTheSecretOfASecurityScheme() {
        assertThatThrownBy(() -> Api.of(ApiSettings.of(Api.PETSTORE, URL, "getInventory")))
                .hasMessageContaining("operation 'getInventory'")
                .hasMessageContaining("countersign.openapi.shop.auth.api_key.secret-file");
        assertThatThrownBy(() -> Api.of(
                        ApiSettings.of(Api.INVOICES, URL, "searchInvoices").with("key", TOKEN)))
                .hasMessageContaining("token, or client and key");
    }

    @Test
    void shouldNotStartWithASecretForAnUnknownScheme() {
        assertThatThrownBy(() -> Api.of(petstore("addPet").with("apikey", TOKEN)))
                .hasMessageContaining("countersign.openapi.shop.auth names apikey")
                .hasMessageContaining("api_key, petstore_auth")
                .hasMessageNotContaining("t0ken");
    }

    @Test
    void shouldNotStartWithASecretFileThatIsNotThere() {
        assertThatThrownBy(() -> Api.of(ApiSettings.of(Api.PETSTORE, URL, "getInventory")
                        .with("api_key", ApiSettings.Secret.in(dir.resolve("nowhere")))))
                .hasMessageContaining("countersign.openapi.shop.auth.api_key.secret-file cannot be read");
    }

    @ParameterizedTest
    @CsvSource({
        "file:///etc, .base-url",
        "http://user:word@api.example, .base-url",
        "https://api.example/v1?key=1, .base-url",
        "https://api.example/v1/../admin, .base-url",
        "https:/nohost, .base-url"
    })
    void shouldRefuseABaseUrlThatLeadsElsewhere(String url, String setting) {
        assertThatThrownBy(() -> Api.of(ApiSettings.of(Api.PETSTORE, url, "placeOrder")))
                .hasMessageContaining("countersign.openapi.shop" + setting)
                .hasMessageNotContaining("word");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            swagger: '2.0'                                   | there is no 'openapi'
            openapi: 3.2.0                                   | OpenAPI 3.2.0 is not read here
            'openapi: 3.0.0\n  paths: : x'                   | no YAML
            'openapi: 3.0.0\nopenapi: 3.0.1'                 | twice
            'openapi: 3.0.0\npaths: !!java.util.Date 2'      | a value that JSON does not have
            'a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *c]'      | nested more than 80 levels
            '{"openapi": "3.0.0"'                            | not JSON
            """)
    void shouldSayWhyADocumentIsNone(String text, String why) throws IOException {
        Path document = Files.writeString(dir.resolve("broken"), text.replace("\\n", "\n"));

        assertThatThrownBy(() -> Api.of(ApiSettings.of(document, URL, "*")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("countersign.openapi.shop")
                .hasMessageContaining(why);
    }

    @Test
    void shouldRefuseAYamlBomb() throws IOException {
        StringBuilder bomb =
                new StringBuilder("openapi: 3.0.0\nx0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            String before = "*x" + (i - 1);
            bomb.append(
                    "x%d: &x%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, before))));
        }
        Path document = Files.writeString(dir.resolve("bomb.yaml"), bomb);

        assertThatThrownBy(() -> Api.of(ApiSettings.of(document, URL, "*"))).hasMessageContaining("aliases");
    }

    private static ApiSettings petstore(String... operations) {
        return ApiSettings.of(Api.PETSTORE, URL, operations).with("petstore_auth", TOKEN);
    }

    private static ApiSettings invoices(String... operations) {
        return ApiSettings.of(Api.INVOICES, URL, operations).with("token", TOKEN);
    }
}
