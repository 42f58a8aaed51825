package io.millrace.model;

/**
 * A loaded model, and why this engine serves it.
 *
 * @param model to be closed by whoever asked for it
 * @param reason a sentence for people: what was compared with whom, or what the faster engine cannot do
 */
public record EngineChoice(Model model, String reason) {}
