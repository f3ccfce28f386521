package io.citylake.read;

/**
 * A quarantined row that is to go through its job again.
 *
 * @param id of the row in quarantine
 * @param source and {@code place} where it came from
 * @param rawJson the row as kept, or as somebody fixed it
 * @param fingerprint as kept
 * @param attempt how often it was refused, from 1
 */
public record ReplayRow(
    String id, String source, long place, String rawJson, String fingerprint, int attempt) {}
