package io.citylake.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation: its fenced blocks in order, and the links of its text.
 *
 * <p>What follows a block's language are attributes, {@code file=conf/policies.yaml
 * encoding=gb18030}.
 */
record DocPage(Path file, List<Block> blocks, List<String> links) {
  private static final Pattern FENCE = Pattern.compile("^```([a-z]*)((?: [a-z]+=\\S+)*)$");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");

  /** What stands between two fences; {@code line} is that of the first, from 1. */
  record Block(String language, Map<String, String> attributes, List<String> lines, int line) {
    /** Whether both say the same, wherever they stand. */
    boolean equalsText(Block other) {
      return language.equals(other.language)
          && attributes.equals(other.attributes)
          && lines.equals(other.lines);
    }
  }

  static DocPage read(Path file) {
    try {
      return parse(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DocPage parse(Path file, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    List<String> links = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      if (!lines.get(at).startsWith("```")) {
        Matcher link = LINK.matcher(CODE.matcher(lines.get(at)).replaceAll("code"));
        while (link.find()) {
          links.add(link.group(1));
        }
        continue;
      }
      Matcher fence = FENCE.matcher(lines.get(at));
      int end = at + 1;
      while (end < lines.size() && !lines.get(end).equals("```")) {
        end++;
      }
      if (!fence.matches() || end == lines.size()) {
        throw new AssertionError(
            "%s:%d: a fence is \"```language name=value ...\" and is closed by ```"
                .formatted(file, at + 1));
      }
      List<String> text = List.copyOf(lines.subList(at + 1, end));
      blocks.add(new Block(fence.group(1), attributes(fence.group(2)), text, at + 1));
      at = end;
    }
    return new DocPage(file, List.copyOf(blocks), List.copyOf(links));
  }

  private static Map<String, String> attributes(String text) {
    Map<String, String> attributes = new TreeMap<>();
    for (String each : text.strip().split(" ")) {
      if (!each.isEmpty()) {
        int equals = each.indexOf('=');
        attributes.put(each.substring(0, equals), each.substring(equals + 1));
      }
    }
    return attributes;
  }
}
