package dev.countersign.approval.oversight;

import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How the kill switch is to stand.
 *
 * @param mode {@code open}, {@code read-only}, {@code hold} or {@code deny}
 * @param reason why, for everyone
 */
record SwitchChange(
        @Schema(
                required = true,
                enumeration = {"open", "read-only", "hold", "deny"})
        Optional<String> mode,

        @Schema(required = true, maxLength = 2000) Optional<String> reason) {}
