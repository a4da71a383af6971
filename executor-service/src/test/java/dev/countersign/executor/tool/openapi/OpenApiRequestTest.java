package dev.countersign.executor.tool.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.json.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, character by character. */
class OpenApiRequestTest {

    private static final ApiSettings.Secret TOKEN = ApiSettings.Secret.of("t0ken+of/the=shop");

    @TempDir
    Path dir;

    private final HttpPeer server = new HttpPeer((request, wire) -> wire.answer("204 No Content", "", ""));

    @AfterEach
    void end() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            acme            | acme
            a/b?x#y         | a%2Fb%3Fx%23y
            %2e%2e          | %252e%252e
            a b+c&d=e;f,g   | a%20b%2Bc%26d%3De%3Bf%2Cg
            Zoë 你           | Zo%C3%AB%20%E4%BD%A0
            a\\r\\nX: y      | a%0D%0AX%3A%20y
            ...             | ...
            ~_-.            | ~_-.
            {name}          | %7Bname%7D
            a\\\\b          | a%5Cb
            \\u0000         | %00
            """)
    void shouldKeepEveryValueWithinItsSegment(String value, String encoded) throws Exception {
        api("files.get").call("files_get", "{\"tenant\": \"" + value + "\", \"name\": \"n\"}");

        assertThat(sent().target()).isEqualTo("/v1/tenants/" + encoded + "/files/n.pdf");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            .
            ..
            ''
            ../admin
            a/../../admin
            ..\\\\admin
            .;
            ..;
            ..;/admin
            a/..;x=y/admin
            .;\\n
            """)
    void shouldRefuseAValueThatWouldMeanAnotherPath(String value) {
        assertThatThrownBy(() -> api("files.get").call("files_get", "{\"tenant\": \"" + value + "\", \"name\": \"n\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tenant");
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                            | ''
            {"query_id": 123456789012345678901234567890}                  | ?id=123456789012345678901234567890
            {"query_id": 1000000000000000000000}                          | ?id=1000000000000000000000
            {"query_id": null}                                            | ''
            {"sort": ["a", "b,c", "d e"]}                                 | ?sort=a,b%2Cc,d%20e
            {"raw": {}}                                                   | ?raw=%7B%7D
            {"space": ["a", "b"]}                                         | ?space=a%20b
            {"pipe": ["a", "b"]}                                          | ?pipe=a%7Cb
            {"point": {"x": 1, "y": -0.5}}                                | ?point=x,1,y,-0.5
            {"more": {"x": "1&y=2", "z": true}}                           | ?x=1%26y%3D2&z=true
            {"filter": {"total": {"min": 0.10, "max": 1e2}, "state": ["a", "b"]}} | ?filter%5Bstate%5D=a&filter%5Bstate%5D=b&filter%5Btotal%5D%5Bmax%5D=100&filter%5Btotal%5D%5Bmin%5D=0.1
            {"where_odd_": "x"}                                           | ?where%5Bodd%5D=x
            {"raw": {"a": [1, {"b": 9007199254740993}]}}                  | ?raw=%7B%22a%22%3A%5B1%2C%7B%22b%22%3A9007199254740993%7D%5D%7D
            """)
    void shouldWriteQueriesInTheirStyles(String arguments, String query) throws Exception {
        api("searchInvoices").call("searchInvoices", with("\"id\": \"t\"", arguments));

        assertThat(sent().target()).isEqualTo("/v1/tenants/t/invoices" + query);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"more": {"sort": "x"}}                | member 'sort' has the name of another parameter
            {"more": {"x": {"y": 1}}}              | holds an object within
            {"sort": ["a", null]}                  | holds null
            {"sort": [["a"]]}                      | holds a list within
            {"filter": {"a][b": 1}}                | bracket
            {"sort": []}                           | argument 'sort' cannot be sent: an empty list cannot be written there
            {"pipe": []}                           | argument 'pipe' cannot be sent: an empty list
            {"point": {}}                          | argument 'point' cannot be sent: an empty object cannot be written there
            {"more": {}}                           | argument 'more' cannot be sent: an empty object
            {"filter": {}}                         | argument 'filter' cannot be sent: an empty object
            {"filter": {"state": []}}              | argument 'filter' cannot be sent: an empty list
            {"filter": {"total": {}, "a": 1}}      | argument 'filter' cannot be sent: an empty object
            {"locale": []}                         | argument 'locale' cannot be sent: an empty list
            {"X-Note": "a\\r\\nX-Evil: 1"}         | header 'X-Note'
            {"X-Note": "ü"}                        | header 'X-Note'
            {"X-Note": " a"}                       | header 'X-Note'
            {"X-Trace": ["a,b"]}                   | comma
            """)
    void shouldRefuseWhatCannotBeWrittenWithoutMeaningSomethingElse(String arguments, String why) {
        assertThatThrownBy(() -> api("searchInvoices").call("searchInvoices", with("\"id\": \"t\"", arguments)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void shouldNotLetAnArgumentStandInTheSecretsPlace() {
        Api api = Api.of(ApiSettings.of(Api.INVOICES, server.url() + "/v1", "searchInvoices")
                .with("key", TOKEN)
                .with("client", TOKEN));

        assertThatThrownBy(() -> api.call("searchInvoices", "{\"id\": \"t\", \"more\": {\"key\": \"mine\"}}"))
                .hasMessageContaining("member 'key'");
        assertThatThrownBy(() -> api.call("searchInvoices", "{\"id\": \"t\", \"locale\": {\"client\": \"mine\"}}"))
                .hasMessageContaining("member 'client'");
    }

    @Test
    void shouldSendHeadersAndCookies() throws Exception {
        api("searchInvoices").call("searchInvoices", """
                {"id": "t", "X-Trace": ["a", "b"], "X-Note": "fine, thanks", "locale": "de; admin=1"}""");

        assertThat(sent().headers())
                .containsEntry("x-trace", "a,b")
                .containsEntry("x-note", "fine, thanks")
                .containsEntry("cookie", "locale=de%3B%20admin%3D1")
                .containsEntry("idempotency-key", "c-1/call_0")
                .containsEntry("user-agent", "countersign-executor")
                .containsEntry("authorization", "Bearer t0ken+of/the=shop");
        assertThat(sent().headers().get("accept")).startsWith("application/json");
    }

    @Test
    void shouldSendABodyDigitForDigit() throws Exception {
        String body = "{\"amount\": 0.1000000000000000055511151231257827021181583404541015625, \"label\": \"é\","
                + " \"parts\": [{\"label\": \"a\", \"parts\": [{\"label\": null}]}]}";
        api("createInvoice").call("createInvoice", "{\"id\": \"t\", \"body\": " + body + "}");

        assertThat(sent().method()).isEqualTo("POST");
        assertThat(sent().headers()).containsEntry("content-type", "application/vnd.invoices+json");
        assertThat(Api.json(sent().body())).isEqualTo(Api.json(body));
    }

    @Test
    void shouldSendAForm() throws Exception {
        api("sendForm").call("sendForm", """
                {"body": {"a&b": "c=d\\r\\n", "n": 12345678901234567890, "tags": ["x", "y"], "deep": {"k": "v"},
                          "json": {"z": [1]}, "many": ["1", "2"], "bare": {}}}""");

        assertThat(sent().headers()).containsEntry("content-type", "application/x-www-form-urlencoded");
        assertThat(sent().body().split("&"))
                .containsExactlyInAnyOrder(
                        "a%26b=c%3Dd%0D%0A",
                        "n=12345678901234567890",
                        "tags=x,y",
                        "deep%5Bk%5D=v",
                        "json=%7B%22z%22%3A%5B1%5D%7D",
                        "bare=%7B%7D",
                        "many=1",
                        "many=2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"n": 1, "none": null} | its member 'none': it holds null
            {"n": 1, "many": []}   | its member 'many': an empty list cannot be written there
            {"n": 1, "tags": []}   | its member 'tags': an empty list
            {"n": 1, "deep": {}}   | its member 'deep': an empty object
            """)
    void shouldLeaveNothingOutOfAForm(String body, String why) {
        assertThatThrownBy(() -> api("sendForm").call("sendForm", "{\"body\": " + body + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("argument 'body' cannot be sent: " + why);
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {";", ";a"})
    void shouldRefuseAValueThatWouldMakeAPathsDotMeanAnotherPlace(String value) {
        assertThatThrownBy(() -> api("dotted").call("dotted", "{\"kind\": \"" + value + "\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another place");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void shouldReadTheSecretAnewForEachCall() throws Exception {
        Path file = Files.writeString(dir.resolve("secret"), "first\n");
        Api api = Api.of(ApiSettings.of(Api.PETSTORE, server.url(), "getInventory")
                .with("api_key", ApiSettings.Secret.in(file)));

        api.call("getInventory", "{}");
        Files.writeString(file, "second\n");
        api.call("getInventory", "{}");

        assertThat(server.requests())
                .extracting(request -> request.headers().get("api_key"))
                .containsExactly("first", "second");
    }

    @Test
    void shouldSendKeysInQueryAndCookieWhereTheFirstAlternativeHasNoSecret() throws Exception {
        Api.of(ApiSettings.of(Api.INVOICES, server.url(), "createInvoice")
                        .with("key", TOKEN)
                        .with("client", ApiSettings.Secret.of("c00kie==")))
                .call("createInvoice", "{\"id\": \"t\", \"body\": {\"label\": \"x\"}}");

        assertThat(sent().target()).isEqualTo("/tenants/t/invoices?key=t0ken%2Bof%2Fthe%3Dshop");
        assertThat(sent().headers()).containsEntry("cookie", "client=c00kie==").doesNotContainKey("authorization");
    }

    @Test
    void shouldSendNoSecretWhereNoneIsAskedFor() throws Exception {
        Api api = api("health", "ping");

        api.call("health", "{}");
        CanonicalJson output = api.call("ping", "{}");

        assertThat(server.requests()).extracting(HttpPeer.Request::method).containsExactly("GET", "HEAD");
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("authorization"));
        assertThat(output).isEqualTo(CanonicalJson.ofValue(Map.of("status", 204)));
    }

    @Test
    void shouldSendBasicCredentials() throws Exception {
        Api.of(ApiSettings.of(Api.INVOICES, server.url(), "basic")
                        .with("password", ApiSettings.Secret.of("öpen:sesame").of(Optional.of("ali"))))
                .call("basic", "{}");

        assertThat(sent().headers()).containsEntry("authorization", "Basic YWxpOsO2cGVuOnNlc2FtZQ==");
    }

    @Test
    void shouldRefuseASecretWithALineBreakWithoutQuotingIt() throws IOException {
        Path file = Files.writeString(dir.resolve("secret"), "first\nsecond\n");

        assertThatThrownBy(() -> Api.of(ApiSettings.of(Api.PETSTORE, server.url(), "getInventory")
                        .with("api_key", ApiSettings.Secret.in(file))))
                .hasMessageContaining("countersign.openapi.shop.auth.api_key.secret-file")
                .hasMessageNotContaining("second");
    }

    private Api api(String... operations) {
        return Api.of(
                ApiSettings.of(Api.INVOICES, server.url() + "/v1/", operations).with("token", TOKEN));
    }

    private HttpPeer.Request sent() {
        return server.requests().getLast();
    }

    private static String with(String member, String arguments) {
        return arguments.equals("{}") ? "{" + member + "}" : "{" + member + ", " + arguments.substring(1);
    }
}
