package dev.countersign.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.HoldTerms;
import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.event.Priority;
import dev.countersign.contract.event.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyTest {

    private static final Annotations READ_ONLY = new Annotations(true, false, true, false);

    @Test
    void shouldHoldWhatNoRuleMatches() {
        Policy policy = Questions.policy("version: 1\nrules: []");

        assertThat(policy.verdict(Questions.asking("{}")))
                .isEqualTo(new PolicyVerdict.Hold(
                        "default",
                        policy.version(),
                        HoldTerms.DEFAULT,
                        "no rule lets this call run by itself",
                        Optional.empty()));
    }

    @Test
    void shouldHoldUnmatchedUnderDefaultsOfFile() {
        Policy policy = Questions.policy("version: 1\ndefaults: {quorum: 2}\nrules: []");

        assertThat(hold(policy, Questions.asking("{}")).terms().quorum()).isEqualTo(2);
    }

    @Test
    void shouldLetFirstMatchWin() {
        Policy policy = Questions.policy("""
                version: 1
                rules:
                  - {name: a, tool: send_*, deny: {message: not today}}
                  - {name: b, tool: '*', approve: {}}
                """);

        assertThat(policy.verdict(Questions.asking("send_email", "{}")))
                .isEqualTo(new PolicyVerdict.Deny("a", policy.version(), "not today"));
        assertThat(policy.verdict(Questions.asking("count_emails", "{}")).rule())
                .isEqualTo("b");
    }

    @Test
    void shouldWantEveryMatcher() {
        Policy policy = Questions.policy("""
                version: 1
                rules:
                  - name: all
                    tool: [count_*, list_?]
                    hints: {readOnly: true}
                    requester: al*
                    when: arguments.days <= 5
                    approve: {}
                """);
        PolicyQuestion fits =
                Questions.hinted(READ_ONLY, Questions.by("alice", Questions.asking("list_a", "{\"days\": 5}")));

        assertThat(Questions.word(policy.verdict(fits))).isEqualTo("approve");
        assertThat(finding(policy, Questions.hinted(Annotations.UNKNOWN, fits)))
                .isEqualTo(new Explanation.NotAbout("hints", "readOnly is false"));
        assertThat(finding(policy, Questions.by("bob", fits)))
                .isEqualTo(new Explanation.NotAbout("requester", "the requester is 'bob'"));
        assertThat(finding(policy, Questions.hinted(READ_ONLY, Questions.asking("list_a", "{\"days\": 5}"))))
                .isEqualTo(new Explanation.NotAbout("requester", "who the requester is, is not proven"));
        assertThat(finding(policy, Questions.asking("list_ab", "{}")))
                .isEqualTo(new Explanation.NotAbout("tool", "the tool is 'list_ab'"));
        assertThat(finding(
                        policy,
                        Questions.hinted(
                                READ_ONLY, Questions.by("alice", Questions.asking("count_x", "{\"days\": 6}")))))
                .isEqualTo(new Explanation.ConditionFalse());
    }

    @Test
    void shouldMatchOriginOnlyWhereOneIsNamed() {
        Policy policy = Questions.policy(
                "version: 1\nrules: [{name: strange, origin: 'cron/*', deny: {message: no}}, {name: b, approve: {}}]");

        assertThat(policy.verdict(Questions.from("cron/1", Questions.asking("{}")))
                        .rule())
                .isEqualTo("strange");
        assertThat(policy.verdict(Questions.from("planner", Questions.asking("{}")))
                        .rule())
                .isEqualTo("b");
        assertThat(finding(policy, Questions.asking("{}")))
                .isEqualTo(new Explanation.NotAbout("origin", "the request names no origin"));
    }

    @Test
    void shouldNotLetUnprovenRequesterFulfilCondition() {
        String lists =
                "version: 1\nlists: {trusted: [alice]}\nrules: [{name: a, when: requester in trusted, approve: {}}]";
        Policy policy = Questions.policy(lists);

        assertThat(Questions.word(policy.verdict(Questions.by("alice", Questions.asking("{}")))))
                .isEqualTo("approve");
        assertThat(Questions.word(policy.verdict(Questions.by("bob", Questions.asking("{}")))))
                .isEqualTo("hold");
        assertThat(hold(policy, Questions.asking("{}")).error())
                .hasValueSatisfying(error -> assertThat(error)
                        .startsWith("rule 'a': the condition asks who the requester is, which is not proven"));
    }

    @Test
    void shouldLetConditionAskWhetherRequesterIsProven() {
        Policy policy = Questions.approving("requesterProven && requester == 'alice'");

        assertThat(hold(policy, Questions.asking("{}")).error()).isEmpty();
        assertThat(Questions.word(policy.verdict(Questions.by("alice", Questions.asking("{}")))))
                .isEqualTo("approve");
    }

    @Test
    void shouldStopAtErrorUnderTermsOfHold() {
        Policy policy = Questions.policy("""
                version: 1
                defaults: {quorum: 3}
                rules:
                  - {name: held, tool: send_*, when: arguments.amount > 5, hold: {quorum: 2}}
                  - {name: denied, tool: drop_*, when: arguments.amount > 5, deny: {message: no}}
                  - {name: approved, tool: count_*, when: arguments.amount < 5, approve: {}}
                  - {name: rest, approve: {}}
                """);

        assertThat(hold(policy, Questions.asking("send_x", "{}")))
                .isEqualTo(new PolicyVerdict.Hold(
                        "held",
                        policy.version(),
                        hold(policy, Questions.asking("send_x", "{\"amount\": 6}"))
                                .terms(),
                        "rule 'held' cannot be evaluated on this call",
                        Optional.of("rule 'held': key 'amount' is not present in map. (at character 10 of the"
                                + " condition)")));
        assertThat(hold(policy, Questions.asking("drop_x", "{\"amount\": \"6\"}"))
                        .terms()
                        .quorum())
                .isEqualTo(3);
        assertThat(hold(policy, Questions.asking("drop_x", "{\"amount\": \"6\"}"))
                        .error())
                .contains("rule 'denied': values of the wrong type: they do not fit '_>_' (at character 18 of the"
                        + " condition)");
        assertThat(hold(policy, Questions.asking("count_x", "{}")).rule()).isEqualTo("approved");
    }

    @Test
    void shouldOverrideDefaultsMemberByMember() {
        Policy policy = Questions.policy("""
                version: 1
                defaults: {groups: [ops], quorum: 2, expiry: 2d, priority: low}
                rules:
                  - name: all
                    hold:
                      quorum: 3
                      requesterMustDiffer: false
                      verbs: [approve, reject]
                      validity: 30m
                      reminders: [1h, PT24H]
                      warning: PT10M
                      escalation: {after: P1D, group: leads}
                      priority: urgent
                      due: 90m
                      check: Is the recipient one of ours?
                      grants: {longest: PT8H, uses: 20}
                """);

        assertThat(hold(policy, Questions.asking("{}")).terms())
                .isEqualTo(new HoldTerms(
                        Set.of("ops"),
                        3,
                        false,
                        Set.of(Verb.APPROVE, Verb.REJECT),
                        Optional.of(Duration.ofDays(2)),
                        Optional.of(Duration.ofMinutes(30)),
                        List.of(Duration.ofHours(1), Duration.ofHours(24)),
                        Optional.of(Duration.ofMinutes(10)),
                        Optional.of(new HoldTerms.Escalation(Duration.ofDays(1), "leads")),
                        Priority.URGENT,
                        Optional.of(Duration.ofMinutes(90)),
                        Optional.of("Is the recipient one of ours?"),
                        Optional.of(new HoldTerms.GrantLimits(Duration.ofHours(8), 20))));
    }

    @Test
    void shouldGiveApprovalItsOwnValidity() {
        Policy policy =
                Questions.policy("version: 1\ndefaults: {quorum: 2}\nrules: [{name: a, approve: {validity: PT10M}}]");

        assertThat(policy.verdict(Questions.asking("{}")))
                .isInstanceOfSatisfying(PolicyVerdict.Approve.class, approve -> {
                    assertThat(approve.ifHeld().quorum()).isEqualTo(2);
                    assertThat(approve.ifHeld().validity()).contains(Duration.ofMinutes(10));
                });
    }

    @Test
    void shouldExplainEveryRule() {
        Policy policy = Questions.policy("""
                version: 1
                rules:
                  - {name: other, tool: drop_*, deny: {message: no}}
                  - {name: many, when: arguments.n > 5, deny: {message: no}}
                  - {name: few, when: arguments.n < 3, approve: {}}
                  - {name: rest, approve: {}}
                """);
        PolicyQuestion question = Questions.asking("{\"n\": 2}");

        Explanation explanation = policy.explain(question);

        assertThat(explanation.steps())
                .containsExactly(
                        new Explanation.Step("other", new Explanation.NotAbout("tool", "the tool is 'send_email'")),
                        new Explanation.Step("many", new Explanation.ConditionFalse()),
                        new Explanation.Step("few", new Explanation.ConditionTrue()),
                        new Explanation.Step("rest", new Explanation.NotReached()));
        assertThat(explanation.verdict()).isEqualTo(policy.verdict(question));
    }

    @Test
    void shouldShowItsRules() {
        Policy policy = Questions.policy("version: 1\nrules: [{name: a, tool: x, when: 1 < 2, deny: {message: no}}]");

        assertThat(policy.rules())
                .containsExactly(new PolicyRule(
                        "a",
                        new Matchers(List.of("x"), java.util.Map.of(), List.of(), List.of()),
                        Optional.of("1 < 2"),
                        new Effect.Deny("no")));
    }

    private static PolicyVerdict.Hold hold(Policy policy, PolicyQuestion question) {
        return (PolicyVerdict.Hold) policy.verdict(question);
    }

    private static Explanation.Finding finding(Policy policy, PolicyQuestion question) {
        return policy.explain(question).steps().getFirst().finding();
    }
}
