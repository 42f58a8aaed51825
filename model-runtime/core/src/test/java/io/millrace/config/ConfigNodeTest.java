package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigNodeTest {
    private enum Mode {
        FAST,
        AS_IS,
        AT_LEAST_ONCE
    }

    private final List<String> problems = new ArrayList<>();

    private ConfigNode parse(String yaml) {
        return ConfigNode.parse(yaml, problems);
    }

    @Test
    void readsEveryKindOfValue() {
        ConfigNode node = parse("""
                name: clicks
                number: 1.5
                count: 7
                pause: 15min
                mode: atLeastOnce
                nested: {inner: 1}
                items: [{id: a}, {id: b}]
                words: [one, 2, true]
                word: single
                range: [-1, 2.5]
                byName: {left: {x: 1}, right: {x: 2}}
                labels: {team: fraud, tier: 1}
                """);
        assertThat(node.text("name")).isEqualTo("clicks");
        assertThat(node.number("number")).isEqualTo(1.5);
        assertThat(node.integer("count", null, 0, 10)).isEqualTo(7);
        assertThat(node.duration("pause", null, Duration.ZERO, Duration.ofDays(1)))
                .isEqualTo(Duration.ofMinutes(15));
        assertThat(node.oneOf("mode", Mode.class, null)).isEqualTo(Mode.AT_LEAST_ONCE);
        assertThat(node.object("nested").integer("inner", null, 0, 1)).isEqualTo(1);
        assertThat(node.objects("items").stream().map(item -> item.text("id"))).containsExactly("a", "b");
        assertThat(node.texts("words")).containsExactly("one", "2", "true");
        assertThat(node.texts("word")).containsExactly("single");
        assertThat(node.interval("range")).containsExactly(-1, 2.5);
        assertThat(node.objectsByName("byName")).containsOnlyKeys("left", "right");
        assertThat(node.object("labels").textsByName()).isEqualTo(Map.of("team", "fraud", "tier", "1"));
        assertThat(node.scalar("count")).isEqualTo(7.0);
        assertThat(node.scalar("name")).isEqualTo("clicks");
        assertThat(node.has("name")).isTrue();
        assertThat(node.isObject("nested")).isTrue();
        node.finish();
        assertThat(problems).isEmpty();
    }

    @Test
    void absentKeysFallBack() {
        ConfigNode node = parse("empty:\n");
        assertThat(node.text("a", "x")).isEqualTo("x");
        assertThat(node.integer("b", 3L, 0, 1)).isEqualTo(3);
        assertThat(node.number("c")).isNaN();
        assertThat(node.duration("d", Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(node.oneOf("e", Mode.class, Mode.FAST)).isEqualTo(Mode.FAST);
        assertThat(node.object("f").has("g")).isFalse();
        assertThat(node.objects("h")).isEmpty();
        assertThat(node.texts("i")).isEmpty();
        assertThat(node.interval("j")).isNull();
        assertThat(node.objectsByName("k")).isEmpty();
        assertThat(node.scalar("l")).isNull();
        assertThat(node.text("empty", "null is absent")).isEqualTo("null is absent");
        assertThat(problems).isEmpty();
    }

    @Test
    void allMistakesComeAtOnce() {
        ConfigNode node = parse("""
                name: Clicks!
                count: 11
                whole: 1.5
                huge: 99999999999999999999
                number: many
                pause: 3 weeks
                mode: slow
                nested: 1
                items: {id: a}
                mixed: [{id: a}, b]
                words: {a: 1}
                range: [2, 1]
                flag: true
                colour: red
                nmae: x
                """);
        node.text("name", null, Pattern.compile("[a-z]+"), "must be lower case");
        node.integer("count", null, 0, 10);
        node.integer("whole", null, 0, 10);
        node.integer("huge", null, 0, Long.MAX_VALUE);
        node.number("number");
        node.duration("pause", null, Duration.ofMillis(2), Duration.ofDays(2));
        node.oneOf("mode", Mode.class, null);
        node.object("nested").text("required below what is no mapping");
        node.objects("items");
        node.objects("mixed");
        node.texts("words");
        node.interval("range");
        node.scalar("flag");
        node.text("missing");
        node.integer("gone", null, 1, 2);
        node.finish();
        assertThat(problems)
                .containsExactly(
                        "name: must be lower case, found \"Clicks!\"",
                        "count: must be a whole number from 0 to 10, found 11",
                        "whole: must be a whole number from 0 to 10, found 1.5",
                        "huge: must be a whole number from 0 to 9223372036854775807, found 99999999999999999999",
                        "number: must be a finite number, found \"many\"",
                        "pause: must be a time from 2ms to 2d (units: ms, s, min, h, d), found \"3 weeks\"",
                        "mode: must be one of fast, asIs, atLeastOnce, found \"slow\"",
                        "nested: must be a mapping, found 1",
                        "items: must be a list, found {\"id\":\"a\"}",
                        "mixed[1]: must be a mapping, found \"b\"",
                        "words: must be a list of plain values, found {\"a\":1}",
                        "range: must be [low, high] with low <= high, found [2,1]",
                        "flag: must be a number or text, found true",
                        "missing: is required and must be text, found nothing",
                        "gone: is required and must be a whole number, found nothing",
                        "colour: unknown key, found \"red\"",
                        "nmae: unknown key, found \"x\" (did you mean name?)");
    }

    @Test
    void pathsLeadToTheMistake() {
        ConfigNode node = parse("jobs: {a: {steps: [{every: 1s}, {evry: 2s}]}}\n");
        for (ConfigNode job : node.objectsByName("jobs").values()) {
            for (ConfigNode step : job.objects("steps")) {
                step.duration("every", null, Duration.ZERO, Duration.ofSeconds(5));
                step.finish();
            }
            job.finish();
        }
        node.finish();
        assertThat(problems)
                .containsExactly(
                        "jobs.a.steps[1].every: is required and must be a time such as 10s, found nothing",
                        "jobs.a.steps[1].evry: unknown key, found \"2s\" (did you mean every?)");
    }

    @Test
    void aKeyTwiceIsAMistake() {
        parse("name: a\nother: b\nname: c\n");
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("line 3, column ")
                .contains("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "- a\n- b\n", "text\n", "7"})
    void aFileThatIsNoMappingIsAMistake(String yaml) {
        ConfigNode node = parse(yaml);
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("(file): must be a mapping of keys to values, found ");
        assertThat(node.text("anything", "still readable")).isEqualTo("still readable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [1", "a: b: c", "a: 1\n--- \nb: 2\n", "\ta: 1", "a: .inf"})
    void aSyntaxErrorIsTheOnlyMistakeAndHasAPlace(String yaml) {
        parse(yaml).text("required");
        assertThat(problems)
                .singleElement()
                .asString()
                .matches("(line \\d+, column \\d+|\\(file\\)): must be valid YAML.*");
    }

    @ParameterizedTest
    @CsvSource({
        "2ms, 2",
        "10s, 10000",
        "10 s, 10000",
        "15min, 900000",
        "2h, 7200000",
        "2d, 172800000",
        "0ms, 0",
        "1500ms, 1500",
    })
    void durationsHaveUnits(String text, long millis) {
        Duration read = parse("t: " + text).duration("t", null, Duration.ZERO, Duration.ofDays(365));
        assertThat(read).isEqualTo(Duration.ofMillis(millis));
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10", "-1s", "1.5s", "s", "10m", "1s 5ms", "1  s", "9999999999999d", "999999999999d", "1ms", "3d"
            })
    void durationsOutOfBoundsOrWithoutUnitAreMistakes(String text) {
        parse("t: " + text).duration("t", null, Duration.ofMillis(2), Duration.ofDays(2));
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("t: must be a time from 2ms to 2d (units: ms, s, min, h, d), found ");
    }

    @ParameterizedTest
    @CsvSource({"0, 0ms", "2, 2ms", "1000, 1s", "1500, 1500ms", "60000, 1min", "7200000, 2h", "86400000, 1d"})
    void durationsAreWrittenInTheLargestWholeUnit(long millis, String text) {
        assertThat(ConfigNode.format(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"atLeastOnce", "at-least-once", "AT_LEAST_ONCE", "atleastonce"})
    void constantsReadInAnySpelling(String text) {
        assertThat(parse("mode: " + text).oneOf("mode", Mode.class, null)).isEqualTo(Mode.AT_LEAST_ONCE);
        assertThat(ConfigNode.configName(Mode.AT_LEAST_ONCE)).isEqualTo("atLeastOnce");
        assertThat(problems).isEmpty();
    }

    @Test
    void longValuesAreCutInMessages() {
        parse("mode: " + "x".repeat(200)).oneOf("mode", Mode.class, null);
        assertThat(problems).singleElement().asString().hasSizeLessThan(140).endsWith("...");
    }

    @Test
    void theExceptionNamesFileAndMistakes() {
        assertThatThrownBy(() -> {
                    throw new ConfigException("job.yaml", List.of("a: rule, found 1", "b: rule, found 2"));
                })
                .hasMessage("job.yaml: 2 mistakes\n  a: rule, found 1\n  b: rule, found 2");
        assertThat(new ConfigException("job.yaml", List.of("a: rule, found 1")))
                .hasMessage("job.yaml: 1 mistake\n  a: rule, found 1");
    }
}
