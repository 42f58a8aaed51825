package io.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The console's files, as they stand: they fit together, and put nothing in as markup. What they do is tried in a browser. */
final class ConsoleTest {
    private static final String PREFIX = "/console/";
    private static final Pattern IMPORT = Pattern.compile("from \"\\./([a-z]+\\.js)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");
    private static final Pattern USED_ID =
            Pattern.compile("\\b(?:byId|text|rows|options|LineChart)\\(\"([a-z0-9-]+)\"[,)]");

    private static String file(String name) {
        try (InputStream in = ConsoleTest.class.getResourceAsStream("/io/millrace/gateway/console/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> modules() {
        return new PagesApi()
                .routes().stream()
                        .map(Route::path)
                        .filter(path -> path.startsWith(PREFIX) && path.endsWith(".js") && !path.contains("uplot"))
                        .map(path -> path.substring(PREFIX.length()))
                        .toList();
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        for (Matcher match = pattern.matcher(text); match.find(); ) {
            found.add(match.group(1));
        }
        return found;
    }

    @Test
    void allThatIsImportedIsServed() {
        assertThat(modules()).contains("main.js", "overview.js");
        modules().forEach(module -> assertThat(modules()).as(module).containsAll(all(IMPORT, file(module))));
    }

    @Test
    void allPlacesThatScriptsFillAreOnThePage() {
        Set<String> ids = all(ID, file("console.html"));
        assertThat(ids).contains("page-overview", "nav-overview", "deploy-form");
        modules().forEach(module -> assertThat(ids).as(module).containsAll(all(USED_ID, file(module))));
    }

    @Test
    void nothingIsPutInAsMarkupOrEvaluated() {
        modules()
                .forEach(
                        module -> assertThat(file(module))
                                .as(module)
                                .doesNotContainPattern(
                                        "innerHTML|insertAdjacentHTML|outerHTML\\s*\\+?=[^=]|document\\.write|\\beval\\(|new Function"));
        assertThat(file("console.html")).doesNotContainPattern("<script>|\\son[a-z]+=|javascript:");
    }

    @Test
    void nothingComesFromElsewhere() {
        assertThat(file("console.html")).doesNotContainPattern("(?:src|href)=\"(?:https?:)?//");
        assertThat(file("console.css")).doesNotContain("url(", "@import");
    }
}
