package dev.countersign.approval.trust;

import dev.countersign.approval.gate.Terms;
import dev.countersign.approval.policy.Policy;
import dev.countersign.approval.policy.PolicyBook;
import dev.countersign.approval.policy.PolicyFile;
import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.catalog.ToolOwner;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Supplier;

/** Makes what the gate trusts from its settings. One that is missing or cannot be used stops the start. */
@Singleton
final class TrustSettings {

    @Produces
    @Singleton
    SigningKey signingKey(SigningConfig config) {
        return named("countersign.signing.key-file", () -> SigningKey.load(config.keyFile(), config.kid()));
    }

    @Produces
    @Singleton
    Policy policy(PolicyConfig config) {
        return named("countersign.policy.file", () -> PolicyFile.load(config.file()));
    }

    @Produces
    @Singleton
    PolicyBook policyBook(Policy policy) {
        return new PolicyBook(policy);
    }

    @Produces
    @Singleton
    Catalog catalog(ExecutorsConfig config) {
        if (config.byName().isEmpty()) {
            throw new SettingException("countersign.executors.<name>.key-file", "no executor is named");
        }
        List<ToolOwner> owners = config.byName().entrySet().stream()
                .map(entry -> owner(entry.getKey(), entry.getValue()))
                .toList();
        return new Catalog(owners);
    }

    @Produces
    @Singleton
    Terms terms(CallConfig config) {
        return named(
                "countersign.call",
                () -> new Terms(config.expiry(), config.validity(), config.silence(), Terms.RETENTION));
    }

    private static ToolOwner owner(String name, ExecutorsConfig.Executor executor) {
        TrustedKeys keys = named(
                "countersign.executors." + name + ".key-file",
                () -> TrustedKeys.load(executor.keyFile(), executor.kid()));
        return new ToolOwner(name, keys, executor.tools());
    }

    private static <T> T named(String setting, Supplier<T> use) {
        try {
            return use.get();
        } catch (RuntimeException unusable) {
            throw new SettingException(setting, unusable);
        }
    }
}
