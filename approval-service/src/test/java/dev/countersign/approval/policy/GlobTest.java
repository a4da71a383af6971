package dev.countersign.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "send_email,send_email,true",
        "send_email,send_emails,false",
        "send_email,Send_email,false",
        "send_*,send_,true",
        "send_*,resend_x,false",
        "*email*,send_email,true",
        "*_x,a_x_x,true",
        "a?c,abc,true",
        "a?c,ac,false",
        "a?c,a😀c,true",
        "*,'',true",
        "?,'',false",
        "**,x,true",
        "a.c,abc,false",
        "[a],a,false",
        "*a*b,aab,true",
        "*a*b,aba,false"
    })
    void shouldMatchWholeText(String pattern, String text, boolean matches) {
        assertThat(new Glob(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    void shouldNotBacktrackForLong() {
        Glob glob = new Glob("*a".repeat(128));

        assertThat(assertTimeout(Duration.ofSeconds(2), () -> glob.matches("a".repeat(100_000) + "b")))
                .isFalse();
    }
}
