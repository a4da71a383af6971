package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.Hold;
import dev.countersign.contract.event.Nudge;
import dev.countersign.contract.event.PastRefusal;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One call, with everything that a person needs to decide on it. Nothing in it is taken from others unescaped. */
final class Card {

    private final Approval call;
    private final Times times;
    private final List<String> lines = new ArrayList<>();

    private Card(Approval call, Times times) {
        this.call = call;
        this.times = times;
    }

    /** Everything, arguments and outcome included. */
    static String whole(Approval call, Times times) {
        Card card = new Card(call, times);
        call.prompt().ifPresent(prompt -> card.line("prompt", prompt));
        card.asked();
        card.held();
        card.unusual();
        card.outcome();
        return "%s%n%s%n%s"
                .formatted(card.title(), card.text(), Printable.call(call.tool(), call.arguments(), call.callId()));
    }

    /** What goes with prompt and arguments, which are shown elsewhere. */
    static String beside(Approval call, Times times) {
        Card card = new Card(call, times);
        card.asked();
        card.held();
        card.unusual();
        return "%s%n%s".formatted(card.title(), card.text());
    }

    /** What nobody would expect of a call that was just asked for; empty where nothing is. */
    static Optional<String> surprises(Approval call, Times times) {
        Card card = new Card(call, times);
        call.hold()
                .filter(hold -> hold.needed() > 1 || hold.requesterMustDiffer())
                .ifPresent(card::needs);
        call.hold().flatMap(Hold::check).ifPresent(check -> card.line("check", check));
        card.unusual();
        return card.lines.isEmpty() ? Optional.empty() : Optional.of("%s%n%s".formatted(card.title(), card.text()));
    }

    /** Who asks, and whether that is known. */
    static String requester(Approval call) {
        return call.requester()
                .map(name -> call.requesterProven()
                        ? Printable.line(name) + " (proven)"
                        : "somebody who claims to be " + Printable.line(name) + " (not proven)")
                .orElse("somebody (not proven)");
    }

    private String title() {
        return "%s  %s  %s".formatted(call.key(), call.tool(), StatusText.of(call));
    }

    private String text() {
        return String.join("\n", lines);
    }

    private void asked() {
        line("asked by", requester(call) + ", " + times.from(call.requestedAt()));
        call.model().ifPresent(model -> line("model", model));
        call.description().ifPresent(description -> line("tool", description));
        call.annotations().ifPresent(hints -> line("declared", hints(hints)));
        call.turn()
                .filter(turn -> turn.size() > 1)
                .ifPresent(turn ->
                        line("turn", "call %d of %d of turn %s".formatted(turn.index() + 1, turn.size(), turn.id())));
    }

    private void held() {
        line("rule", call.rule() + call.heldBecause().map(why -> ": " + why).orElse(""));
        if (call.status().isPending()) {
            call.hold().ifPresent(this::asks);
            line("expires", times.from(call.expiresAt()) + (nudged(Nudge.Kind.WARNED) ? ", people were warned" : ""));
        }
        call.votes().forEach(vote -> line("approved by", by(vote)));
    }

    private void asks(Hold hold) {
        needs(hold);
        line("can be", hold.verbs().stream().map(Card::done).collect(Collectors.joining(", ")));
        line("priority", hold.priority().name());
        hold.dueAt().ifPresent(due -> line("due", times.from(due)));
        hold.check().ifPresent(check -> line("check", check));
        line(
                "grants",
                hold.grants()
                        .map(bounds -> "for %s and %d calls at most".formatted(bounds.longest(), bounds.uses()))
                        .orElse("none: it is asked about each time"));
    }

    private void needs(Hold hold) {
        List<String> groups = new ArrayList<>(hold.groups());
        hold.escalatesTo()
                .filter(group -> nudged(Nudge.Kind.ESCALATED) && !groups.isEmpty())
                .ifPresent(groups::add);
        line(
                "needs",
                "%d of %d approvals so far; by %s%s"
                        .formatted(
                                call.votes().size(),
                                hold.needed(),
                                groups.isEmpty() ? "any approver" : "people in " + String.join(" or ", groups),
                                hold.requesterMustDiffer() ? ", not by whoever asked" : ""));
    }

    private void unusual() {
        call.evaluation().error().ifPresent(error -> line("not evaluated", error));
        call.refusedBefore().ifPresent(refusal -> line("refused before", refused(refusal)));
        call.claim()
                .ifPresent(claim ->
                        line("looked at by", "%s until %s".formatted(claim.name(), times.from(claim.until()))));
        call.nudges().forEach(nudge -> line("told", nudged(nudge)));
        call.comments()
                .forEach(comment -> line(
                        "comment", "%s at %s: %s".formatted(comment.name(), times.at(comment.at()), comment.text())));
        call.originalArguments().ifPresent(this::edited);
    }

    private void edited(CanonicalJson original) {
        line("edited by", call.editedBy().map(this::by).orElse("somebody") + "; the model had proposed:");
        block(original);
    }

    private void outcome() {
        call.decidedAt()
                .ifPresent(
                        at -> line("decided", call.decidedBy().map(this::by).orElse("by nobody at " + times.at(at))));
        call.reason()
                .ifPresent(reason -> line(
                        "reason",
                        reason.effectiveKind()
                                + reason.message().map(text -> ": " + text).orElse("")));
        call.evaluation().grant().ifPresent(grant -> line("grant", grant));
        call.notAfter()
                .filter(end -> call.status() == Approval.Status.APPROVED)
                .ifPresent(end -> line("may start until", times.from(end)));
        call.startedAt().ifPresent(at -> line("started", times.from(at)));
        call.result().ifPresent(result -> result("result", result));
        call.lateResult().ifPresent(result -> {
            result("late result", result);
            line("", "it came too late to be the outcome; the model was not told");
        });
        call.settlement().ifPresent(this::settled);
    }

    private void result(String label, ToolResult result) {
        line(
                label,
                "%s at %s%s%s"
                        .formatted(
                                result.status(),
                                times.at(result.finishedAt()),
                                where(result),
                                result.error().map(error -> ": " + error).orElse("")));
        result.output().ifPresent(this::block);
    }

    private static String where(ToolResult result) {
        return result.instance()
                .map(instance -> " by %s, attempt %d".formatted(instance, result.attempt()))
                .orElse("");
    }

    private void settled(Settlement settlement) {
        line(
                "settled",
                "%s, says %s%s; the model was not told"
                        .formatted(
                                settlement.outcome(),
                                by(settlement.by()),
                                settlement.reason().map(why -> ": " + why).orElse("")));
        settlement.output().ifPresent(this::block);
    }

    private String refused(PastRefusal refusal) {
        return "%s, %s by %s%s"
                .formatted(
                        refusal.callId(),
                        refusal.kind(),
                        refusal.decidedBy().map(this::by).orElse("the gate at " + times.at(refusal.at())),
                        refusal.message().map(why -> ": " + why).orElse(""));
    }

    private String nudged(Nudge nudge) {
        String what = switch (nudge.kind()) {
            case REMINDED -> "reminded";
            case WARNED -> "warned that it expires";
            case ESCALATED -> "escalated";
        };
        return "%s at %s%s"
                .formatted(
                        what,
                        times.at(nudge.at()),
                        nudge.group().map(group -> " to " + group).orElse(""));
    }

    private boolean nudged(Nudge.Kind kind) {
        return call.nudges().stream().anyMatch(nudge -> nudge.kind() == kind);
    }

    private String by(Decider decider) {
        return "%s at %s via %s".formatted(decider.name(), times.at(decider.at()), decider.via());
    }

    private static String hints(CatalogEntry.Annotations hints) {
        return Stream.of(
                        hints.readOnlyHint() ? "reads only" : "changes something",
                        hints.destructiveHint() && !hints.readOnlyHint() ? "may destroy" : "",
                        hints.idempotentHint() ? "can be repeated" : "must not be repeated",
                        hints.openWorldHint() ? "reaches the outside world" : "")
                .filter(hint -> !hint.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String done(Verb verb) {
        return switch (verb) {
            case APPROVE -> "approved";
            case EDIT -> "edited";
            case REJECT -> "rejected";
            case RESPOND -> "answered";
        };
    }

    private void line(String label, String text) {
        lines.add("  %-15s %s".formatted(label, Printable.line(text)));
    }

    private void block(CanonicalJson json) {
        lines.add("    " + Printable.text(JsonCodec.indented(json)).replace("\n", "\n    "));
    }
}
