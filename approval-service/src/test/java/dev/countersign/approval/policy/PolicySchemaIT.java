package dev.countersign.approval.policy;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.countersign.approval.ApprovalStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class PolicySchemaIT {

    @Test
    void shouldServeSchemaToEditors() {
        given().when()
                .get("/policy.v1.schema.json")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("title", equalTo("Countersign policy, version 1"));
    }
}
