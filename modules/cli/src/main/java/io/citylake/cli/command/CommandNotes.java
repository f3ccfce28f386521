package io.citylake.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What is said of a command beside its options: examples, exit statuses and remarks. They are the
 * lines of the footer that its help shows, and those under its name in a file for what help has no
 * room for: {@code [citylake list]}, then {@code $ citylake ...} for an example and {@code Exit
 * ...} for its statuses.
 */
record CommandNotes(List<String> examples, List<String> exits, List<String> remarks) {
  /** Absolute, so that it stays where it is when classes move. */
  private static final String FILE = "/io/citylake/cli/command-notes.txt";

  private static final Pattern HEADING = Pattern.compile("Examples?:\\s*");
  private static final Pattern EXPLANATION = Pattern.compile("\\s{2,}\\(.*\\)$");

  CommandNotes {
    examples = List.copyOf(examples);
    exits = List.copyOf(exits);
    remarks = List.copyOf(remarks);
  }

  static CommandNotes of(CommandSpec command) {
    List<String> examples = new ArrayList<>();
    List<String> exits = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    Stream.concat(
            Stream.of(command.usageMessage().footer()), written(command.qualifiedName()).stream())
        .map(String::strip)
        .map(line -> HEADING.matcher(line).replaceFirst(""))
        .filter(line -> !line.isEmpty())
        .forEach(
            line -> {
              if (line.startsWith("citylake ")) {
                examples.add(EXPLANATION.matcher(line).replaceFirst(""));
              } else if (line.startsWith("$ ")) {
                examples.add(line.substring(2));
              } else if (line.startsWith("Exit ")) {
                exits.add(line);
              } else {
                remarks.add(line);
              }
            });
    return new CommandNotes(examples, exits, remarks);
  }

  /** The commands that the file speaks of. */
  static List<String> names() {
    return text().lines().filter(line -> line.startsWith("[")).map(CommandNotes::name).toList();
  }

  private static List<String> written(String command) {
    return text()
        .lines()
        .dropWhile(line -> !(line.startsWith("[") && name(line).equals(command)))
        .skip(1)
        .takeWhile(line -> !line.startsWith("["))
        .toList();
  }

  private static String name(String heading) {
    return heading.substring(1, heading.length() - 1);
  }

  private static String text() {
    try (InputStream file = CommandNotes.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException("Cannot find the notes on commands: " + FILE);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
