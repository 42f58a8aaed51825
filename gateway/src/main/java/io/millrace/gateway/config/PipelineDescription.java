package io.millrace.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pipeline file as the gateway shows it: not checked, which is for the job, and without what could be a secret. References to secrets
 * are shown as they stand and never followed.
 *
 * @param content the file
 * @param firstModels by slot, where the model lies that serves before all commands
 * @param eventsTopic topic of the events; empty where the file names none
 */
public record PipelineDescription(
        Map<String, Object> content, Map<String, Path> firstModels, Optional<String> eventsTopic) {
    private static final Pattern SENSITIVE =
            Pattern.compile("(?i).*(password|secret|jaas|credential|private|token|key).*");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):[^}]+}");
    private static final String HIDDEN = "(not shown)";

    /** Nothing is known but a name. */
    public static PipelineDescription unknown(String pipeline) {
        return new PipelineDescription(Map.of("pipeline", pipeline), Map.of(), Optional.empty());
    }

    /**
     * Reads a file, of a pipeline by that name.
     *
     * @throws ConfigException if it is unreadable or of another pipeline
     */
    public static PipelineDescription read(Path file, String pipeline) {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(Files.readString(file, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new ConfigException(file.toString(), List.of("(file): must be valid YAML, found something else"));
        } catch (IOException e) {
            throw new ConfigException(file.toString(), List.of("(file): must be readable, found " + e));
        }
        String found = root.path("pipeline").asText();
        if (!found.equals(pipeline)) {
            throw new ConfigException(
                    file.toString(),
                    List.of("pipeline: must be " + pipeline + " as in the gateway's file, found " + found));
        }
        Map<String, Path> models = new LinkedHashMap<>();
        root.path("slots")
                .properties()
                .forEach(slot -> Optional.ofNullable(slot.getValue().get("model"))
                        .map(JsonNode::asText)
                        .ifPresent(model -> models.put(
                                slot.getKey(), file.resolveSibling(model).normalize())));
        Optional<String> events =
                Optional.ofNullable(root.path("events").path("topic").textValue());
        return new PipelineDescription(shown(root), models, events);
    }

    private static Map<String, Object> shown(JsonNode mapping) {
        Map<String, Object> shown = new LinkedHashMap<>();
        mapping.properties().forEach(field -> {
            JsonNode value = field.getValue();
            boolean isSecret = value.isValueNode()
                    && SENSITIVE.matcher(field.getKey()).matches()
                    && !field.getKey().equals("key")
                    && !REFERENCE.matcher(value.asText()).matches();
            shown.put(field.getKey(), isSecret ? HIDDEN : value(value));
        });
        return shown;
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            return shown(node);
        }
        if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> items.add(value(item)));
            return items;
        }
        if (node.isNumber()) {
            return node.numberValue();
        }
        return node.isBoolean() ? node.booleanValue() : node.asText();
    }
}
