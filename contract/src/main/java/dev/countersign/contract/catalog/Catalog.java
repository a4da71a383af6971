package dev.countersign.contract.catalog;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.ArgumentsSchema;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.signing.TrustedKeys.Verification;
import dev.countersign.contract.topic.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The tools on offer, as far as configuration trusts who offers them. Fed with the records of {@code tool-catalog};
 * a record that is not a readable entry under its own name, signed by the configured owner of that name, is ignored and
 * what stood there before stays. Reading is safe from any thread.
 */
public final class Catalog {
    private final Map<String, ToolOwner> owners;
    private final Map<ToolName, OfferedTool> offers = new ConcurrentHashMap<>();

    public Catalog(Collection<ToolOwner> owners) {
        this.owners = owners.stream().collect(Collectors.toUnmodifiableMap(ToolOwner::executor, Function.identity()));
    }

    /** The tool of this name, if a trusted executor offers it. */
    public Optional<OfferedTool> find(ToolName tool) {
        return Optional.ofNullable(offers.get(tool));
    }

    /** All tools on offer, by name. */
    public List<OfferedTool> all() {
        return offers.values().stream()
                .sorted(Comparator.comparing(offer -> offer.entry().name().value()))
                .toList();
    }

    /** Takes a record of {@code tool-catalog}; says why where it is ignored. */
    public Optional<String> accept(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return Optional.of("it has no key");
        }
        Optional<String> signature = EventHeaders.text(record.headers(), EventHeaders.SIGNATURE);
        if (signature.isEmpty()) {
            return Optional.of("it is not signed");
        }
        return record.value() == null
                ? withdraw(record.key(), signature.get())
                : offer(record.key(), record.value(), signature.get());
    }

    private Optional<String> offer(byte[] key, byte[] value, String signature) {
        Optional<ToolOwner> signer = signer(SignedKind.CATALOG_ENTRY, value, signature);
        if (signer.isEmpty()) {
            return Optional.of("its signature is not that of a configured executor");
        }
        try {
            CatalogEntry entry = JsonCodec.read(value, CatalogEntry.class);
            if (!entry.name().value().equals(text(key))) {
                return Optional.of("its key is not the tool's name");
            }
            if (!entry.executor().equals(signer.get().executor())
                    || !signer.get().mayOwn(entry.name())) {
                return Optional.of("executor " + signer.get().executor() + " may not own it");
            }
            offers.put(
                    entry.name(), new OfferedTool(entry, entry.digest(), ArgumentsSchema.compile(entry.inputSchema())));
            return Optional.empty();
        } catch (UnreadableException e) {
            return Optional.of(e.detail());
        } catch (IllegalArgumentException e) {
            // A schema of the greatest depth is one level too deep once it is inside the entry.
            return Optional.of("it has no digest: " + e.getMessage());
        }
    }

    private Optional<String> withdraw(byte[] key, String signature) {
        Optional<ToolOwner> signer = signer(SignedKind.CATALOG_WITHDRAWAL, key, signature);
        String name = text(key);
        boolean own = signer.isPresent()
                && offers.values()
                        .removeIf(offer -> offer.entry().name().value().equals(name)
                                && offer.entry().executor().equals(signer.get().executor()));
        return own ? Optional.empty() : Optional.of("the withdrawal is not by the tool's owner");
    }

    private Optional<ToolOwner> signer(SignedKind kind, byte[] bytes, String signature) {
        return owners.values().stream()
                .filter(owner -> signed(owner.keys(), kind, bytes, signature))
                .findFirst();
    }

    private static boolean signed(TrustedKeys keys, SignedKind kind, byte[] bytes, String signature) {
        return switch (keys.verify(kind, bytes, signature)) {
            case Verification.Valid valid -> true;
            case Verification.Invalid invalid -> false;
        };
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
