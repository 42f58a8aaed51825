package io.millrace.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AuditReportTest {
    @Test
    void fallbacksAndDeadLettersAreAnswersToo() {
        AuditReport report = new AuditReport(10, 7, 2, 1, 0, 0, 0, 0, List.of());
        assertThat(report.isClean()).isTrue();
        assertThat(report.accountingGap()).isZero();
    }

    @Test
    void anyFindingIsUnclean() {
        assertThat(new AuditReport(10, 9, 0, 0, 1, 0, 0, 0, List.of()).isClean())
                .isFalse();
        assertThat(new AuditReport(10, 11, 0, 0, 0, 1, 0, 0, List.of()).isClean())
                .isFalse();
        assertThat(new AuditReport(10, 11, 0, 0, 0, 0, 1, 0, List.of()).isClean())
                .isFalse();
        assertThat(new AuditReport(10, 10, 0, 0, 0, 0, 0, 1, List.of()).isClean())
                .isFalse();
    }

    @Test
    void aLostEventAndADuplicateDoNotCancelOut() {
        AuditReport report = new AuditReport(10, 10, 0, 0, 1, 1, 0, 0, List.of());
        assertThat(report.accountingGap()).isZero();
        assertThat(report.isClean()).isFalse();
    }

    @Test
    void moreAnswersThanEventsAreANegativeGap() {
        assertThat(new AuditReport(10, 11, 1, 0, 0, 2, 0, 0, List.of()).accountingGap())
                .isEqualTo(-2);
    }
}
