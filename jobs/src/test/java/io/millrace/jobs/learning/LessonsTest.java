package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.learning.Lessons.Lesson;
import io.millrace.jobs.pipeline.AdmissionPlan.Retention;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LessonsTest {
    private static final int EVERY = 3;

    private final Lessons lessons = new Lessons(new Retention(7, EVERY));

    private static Example example(int i) {
        Example example = new Example();
        example.eventId = "e" + i;
        example.time = 1_000L * i;
        example.labelled = i % 2 == 0;
        example.number = i;
        example.text = i % 3 == 0 ? "t" + i : null;
        example.principal = i % 5 == 0 ? "mallory" : null;
        example.prediction = new byte[] {(byte) i};
        return example;
    }

    private static byte[] learners(int i) {
        return ("before " + i).getBytes(StandardCharsets.UTF_8);
    }

    private void add(Lessons to, int from, int until) {
        for (int i = from; i < until; i++) {
            int at = i;
            to.add(new Lesson(example(i), i == 4 ? "online" : ""), () -> learners(at));
        }
    }

    private static Optional<Lessons.Past> past(Lessons lessons, int from) {
        return lessons.past(
                lesson -> "mallory".equals(lesson.example().principal) && lesson.example().time >= 1_000L * from);
    }

    private static List<String> ids(Lessons.Past past) {
        return past.lessons().stream().map(lesson -> lesson.example().eventId).toList();
    }

    @Test
    void aPastBeginsWithThePartOfTheFirstLessonToTakeBack() {
        add(lessons, 0, 8);
        Lessons.Past past = past(lessons, 1).orElseThrow();
        assertThat(new String(past.learners(), StandardCharsets.UTF_8)).isEqualTo("before 3");
        assertThat(ids(past)).containsExactly("e3", "e4", "e5", "e6", "e7");
        assertThat(past.lessons().get(1).releasedTo()).isEqualTo("online");
        Example third = past.lessons().get(0).example();
        assertThat(third.time).isEqualTo(3_000);
        assertThat(third.text).isEqualTo("t3");
        assertThat(third.prediction).containsExactly(3);
        assertThat(past(lessons, 6)).isEmpty();
        assertThat(lessons.size()).isEqualTo(8);
    }

    /** At least seven are kept; with the thirteenth the first part may go, as the nine after it are enough. */
    @Test
    void whatIsTooOldIsForgottenInParts() {
        add(lessons, 0, 9);
        assertThat(lessons.forgotten()).isEqualTo(Long.MIN_VALUE);
        add(lessons, 9, 10);
        assertThat(lessons.size()).isEqualTo(10);
        assertThat(lessons.forgotten()).isEqualTo(Long.MIN_VALUE);
        add(lessons, 10, 13);
        assertThat(lessons.size()).isEqualTo(10);
        assertThat(lessons.forgotten()).isEqualTo(2_000);
        lessons.forget(50_000);
        assertThat(lessons.size()).isZero();
        assertThat(lessons.forgotten()).isEqualTo(50_000);
    }

    @Test
    void aRestoredCopyGoesOnAlike() {
        Lessons other = new Lessons(new Retention(7, EVERY));
        for (int i = 0; i < 20; i++) {
            add(lessons, i, i + 1);
            add(other, i, i + 1);
            Lessons restored = new Lessons(new Retention(7, EVERY));
            restored.restore(other.snapshot());
            other = restored;
            assertThat(new ArrayList<>(other.snapshot())).as("after %d", i).hasSameSizeAs(lessons.snapshot());
            for (int piece = 0; piece < other.snapshot().size(); piece++) {
                assertThat(other.snapshot().get(piece))
                        .isEqualTo(lessons.snapshot().get(piece));
            }
        }
        assertThat(other.forgotten()).isEqualTo(lessons.forgotten());
        assertThat(other.size()).isEqualTo(lessons.size());
    }

    @Test
    void whatIsTakenOutIsAddedAgainAsFarAsItStays() {
        add(lessons, 0, 8);
        Lessons.Past past = past(lessons, 1).orElseThrow();
        lessons.takeOut(past);
        assertThat(lessons.size()).isEqualTo(3);
        past.lessons().stream()
                .filter(lesson -> lesson.example().principal == null)
                .forEach(lesson -> lessons.add(lesson, () -> learners(100)));
        assertThat(lessons.size()).isEqualTo(7);
        assertThat(past(lessons, 1)).isEmpty();
        assertThat(past(lessons, 0)).isPresent();
        Lessons restored = new Lessons(new Retention(7, EVERY));
        restored.restore(lessons.snapshot());
        assertThat(ids(past(restored, 0).orElseThrow())).containsExactly("e0", "e1", "e2", "e3", "e4", "e6", "e7");
    }

    @Test
    void withoutRetentionNothingIsKept() {
        Lessons none = new Lessons(new Retention(0, 1));
        none.add(new Lesson(example(0), ""), () -> {
            throw new AssertionError("nobody needs them");
        });
        assertThat(none.size()).isZero();
    }
}
