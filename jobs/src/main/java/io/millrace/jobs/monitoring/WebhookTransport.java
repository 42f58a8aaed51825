package io.millrace.jobs.monitoring;

import io.millrace.jobs.pipeline.Webhook;
import java.io.IOException;

/** Posts calls. One thread at a time. */
@FunctionalInterface
interface WebhookTransport {
    /**
     * Posts a call and waits for the answer, at most as long as the webhook says.
     *
     * @return the status of the answer
     * @throws IOException if there was none; its message tells neither address nor headers
     */
    int post(Webhook webhook, WebhookCall call) throws IOException, InterruptedException;
}
