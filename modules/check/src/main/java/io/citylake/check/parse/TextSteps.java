package io.citylake.check.parse;

import io.citylake.check.rule.BudgetedText;
import io.citylake.contract.job.Mapping;
import io.citylake.contract.job.Mapping.TextCase;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping does to a text between the source and the parser: NFKC, trim, null markers,
 * capture, lookup, case. Used by one thread.
 */
public final class TextSteps {
  private final boolean normalize;
  private final boolean trim;
  private final TextCase textCase;
  private final String[] markers;
  private final long markerLengths;
  private final @Nullable BudgetedText capture;
  private final Map<String, String> lookup;
  private final String captureFault;
  private @Nullable String fault;

  public TextSteps(Mapping mapping) {
    this.normalize = mapping.normalize();
    this.trim = mapping.trim();
    this.textCase = mapping.textCase();
    this.markers = mapping.nullMarkers().toArray(new String[0]);
    this.markerLengths = lengths(mapping.nullMarkers());
    this.lookup = new HashMap<>(mapping.lookup());
    String pattern = mapping.capture();
    this.captureFault = "expected text that the capture " + pattern + " finds, found none";
    if (pattern == null) {
      this.capture = null;
    } else {
      Pattern compiled = Pattern.compile(pattern);
      if (compiled.matcher("").groupCount() < 1) {
        throw new IllegalArgumentException(
            "the capture " + pattern + " has no group in round brackets");
      }
      this.capture = new BudgetedText(compiled);
    }
  }

  /** Why the last {@link #finish} gave null, or null where the text means "nothing". */
  public @Nullable String fault() {
    return fault;
  }

  /** The text normalised and trimmed, or null where it means "nothing". */
  public @Nullable String clean(@Nullable String raw) {
    if (raw == null || raw.isEmpty() || isMarker(raw)) {
      return null;
    }
    String text = isAscii(raw) ? raw : plain(raw);
    if (trim) {
      text = WhiteSpace.trim(text);
    }
    return text.isEmpty() || isMarker(text) ? null : text;
  }

  /** Without what only other texts than ASCII can have. */
  private String plain(String text) {
    String plain = normalize ? Normalizer.normalize(text, Normalizer.Form.NFKC) : text;
    return trim ? WhiteSpace.withoutMarks(plain) : plain;
  }

  /** Capture, lookup and case of a cleaned text. */
  public @Nullable String finish(String cleaned) {
    fault = null;
    String text = cleaned;
    if (capture != null) {
      text = captured(capture, cleaned);
      if (text == null) {
        return null;
      }
    }
    if (!lookup.isEmpty()) {
      text = lookup.getOrDefault(text, text);
      if (text.isEmpty()) {
        return null;
      }
    }
    return switch (textCase) {
      case KEEP -> text;
      case UPPER -> text.toUpperCase(Locale.ROOT);
      case LOWER -> text.toLowerCase(Locale.ROOT);
    };
  }

  private @Nullable String captured(BudgetedText pattern, String text) {
    switch (pattern.find(text)) {
      case DIFFERS -> fault = captureFault;
      case TOO_SLOW ->
          fault = "expected text that the capture finds, but searching it took too long";
      case MATCHES -> {
        String group = pattern.found().group(1);
        if (group == null) {
          fault = captureFault;
        } else {
          return clean(group);
        }
      }
    }
    return null;
  }

  private boolean isMarker(String text) {
    if ((markerLengths & 1L << Math.min(text.length(), 63)) == 0) {
      return false;
    }
    for (String marker : markers) {
      if (marker.equals(text)) {
        return true;
      }
    }
    return false;
  }

  /** One bit for each length that a marker has, so that most texts need no comparison. */
  private static long lengths(List<String> markers) {
    long bits = 0;
    for (String marker : markers) {
      bits |= 1L << Math.min(marker.length(), 63);
    }
    return bits;
  }

  private static boolean isAscii(String text) {
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits |= text.charAt(i);
    }
    return bits < 0x80;
  }
}
