package io.millrace.jobs.pipeline;

import io.millrace.model.store.S3Settings;
import io.millrace.schemas.signing.KeyFiles;
import java.io.Serializable;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may change what serves while the job runs, and with which models.
 *
 * @param keys public keys that commands may be signed with, by id, each as {@link KeyFiles#text} writes it
 * @param allow folders that models may be fetched from, each an address that ends with a slash; empty: none
 * @param privateNetworks networks that hosts of {@code allow} may lie in although they are private
 * @param s3 where {@code s3:} addresses lead
 * @param store folder that fetched models are kept in, absolute; empty: not told
 * @param prepareTimeout longest time until all subtasks have loaded a model, after which its command is given up
 * @param lateness how far events may lag behind the newest and still be answered by the version of their own time
 * @param insecure whether unsigned commands are taken as well
 */
public record Control(
        Map<String, String> keys,
        List<String> allow,
        List<String> privateNetworks,
        S3Settings s3,
        String store,
        Duration prepareTimeout,
        Duration lateness,
        boolean insecure)
        implements Serializable {
    /** Copies map and lists. */
    public Control {
        keys = Map.copyOf(keys);
        allow = List.copyOf(allow);
        privateNetworks = List.copyOf(privateNetworks);
    }

    /** The keys, ready for use. */
    public Map<String, PublicKey> publicKeys() {
        Map<String, PublicKey> ready = new TreeMap<>();
        keys.forEach((id, text) -> ready.put(id, KeyFiles.publicKey(text)));
        return ready;
    }

    /** This with these keys, by id. */
    public Control withKeys(Map<String, PublicKey> others) {
        Map<String, String> texts = new TreeMap<>();
        others.forEach((id, key) -> texts.put(id, KeyFiles.text(key)));
        return with(texts, store, insecure);
    }

    /** This with another folder for models. */
    public Control withStore(Path folder) {
        return with(keys, folder.toAbsolutePath().toString(), insecure);
    }

    /** This, taking unsigned commands as well. */
    public Control withInsecure() {
        return with(keys, store, true);
    }

    private Control with(Map<String, String> otherKeys, String otherStore, boolean otherInsecure) {
        return new Control(otherKeys, allow, privateNetworks, s3, otherStore, prepareTimeout, lateness, otherInsecure);
    }
}
