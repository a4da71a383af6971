package dev.countersign.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GoldenEventTest {
    @ParameterizedTest
    @EnumSource
    void shouldWriteBackWhatItReads(PublicEvent event) throws Exception {
        Record read = event.read(event.golden());

        assertThat(JsonCodec.writeText(read)).isEqualTo(event.golden());
    }

    @ParameterizedTest
    @EnumSource
    void shouldFitItsSchema(PublicEvent event) throws Exception {
        assertThat(event.schema().violations(CanonicalJson.parse(event.golden())))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowEveryMemberThatCanBeThere(PublicEvent event) {
        Set<String> members = names(event.schemaTree().get("properties"));
        members.removeAll(
                switch (event) {
                    // The examples are of calls that were approved and succeeded.
                    case TOOL_RESULT -> Set.of("error");
                    case APPROVAL -> Set.of("reason");
                    default -> Set.of();
                });

        assertThat(names(PublicEvent.tree(event.golden()))).isEqualTo(members);
    }

    @Test
    void shouldDigestCatalogEntryAsAnyLanguageWould() throws Exception {
        CatalogEntry entry = (CatalogEntry) PublicEvent.CATALOG_ENTRY.read(PublicEvent.CATALOG_ENTRY.golden());

        assertThat(entry.digest())
                .isEqualTo(
                        CanonicalJson.parse(PublicEvent.CATALOG_ENTRY.golden()).digest());
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
