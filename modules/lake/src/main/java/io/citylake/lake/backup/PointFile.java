package io.citylake.lake.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.lake.backup.Part.Kind;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.ProgramVersion;
import io.citylake.model.Sha256;
import io.citylake.model.StoredFormat;
import io.citylake.model.TableName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a point is written: lines of JSON, first what it is, then its tables and parts, last the
 * SHA-256 of all lines before. A file without that line, or with another hash, is no backup. What
 * is read is somebody else's until proven: names that would lead out of a directory are refused.
 */
final class PointFile {
  static final StoredFormat FORMAT = new StoredFormat("the archive", 1);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SEGMENT = Pattern.compile("[^/\\\\\\x00-\\x1f]+");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private PointFile() {}

  static byte[] write(Point point) {
    StringBuilder text = new StringBuilder();
    ObjectNode head = JSON.createObjectNode();
    head.put("format", FORMAT.known()).put("tool", "CityLake " + ProgramVersion.text());
    head.put("point", point.id()).put("at", point.at().toString());
    head.put("workspace", point.workspace()).put("warehouse", point.warehouse());
    head.put("data", point.data()).put("keys", point.keys());
    text.append(head).append('\n');
    for (PointTable table : point.tables()) {
      ObjectNode line = JSON.createObjectNode();
      line.put("table", table.name()).put("metadata", table.metadata());
      line.put("uuid", table.uuid()).put("snapshot", table.snapshot()).put("rows", table.rows());
      text.append(line).append('\n');
    }
    for (Part part : point.parts()) {
      ObjectNode line = JSON.createObjectNode();
      line.put("part", part.kind().name().toLowerCase(Locale.ROOT)).put("owner", part.owner());
      line.put("name", part.name()).put("length", part.length()).put("sha256", part.sha256());
      text.append(line).append('\n');
    }
    ObjectNode end = JSON.createObjectNode().put("end", Sha256.hex(text.toString()));
    return text.append(end).append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a point.
   *
   * @throws CityLakeException ARCHIVE_DAMAGED; LAKE_NEWER where a later program wrote it
   */
  static Point read(byte[] bytes, Path file) {
    try {
      int end = bytes.length - 1;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      JsonNode last =
          JSON.readTree(new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8));
      MessageDigest digest = Sha256.digest();
      digest.update(bytes, 0, end);
      if (!text(last, "end").equals(HexFormat.of().formatHex(digest.digest()))) {
        throw damaged(file, "its lines don't have the hash that its end says", null);
      }
      return parse(new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList(), file);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw damaged(file, "it can't be read: " + e.getMessage(), e);
    }
  }

  private static Point parse(List<String> lines, Path file) throws JsonProcessingException {
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("it has no lines");
    }
    JsonNode head = JSON.readTree(lines.get(0));
    FORMAT.requireKnown(head.path("format").asInt(-1), text(head, "tool"), "file=" + file);
    List<PointTable> tables = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      JsonNode node = JSON.readTree(line);
      if (node.has("table")) {
        tables.add(table(node));
      } else {
        parts.add(part(node));
      }
    }
    return new Point(
        text(head, "point"),
        Instant.parse(text(head, "at")),
        text(head, "workspace"),
        text(head, "warehouse"),
        head.path("data").asBoolean(),
        head.path("keys").asBoolean(),
        tables,
        parts);
  }

  private static PointTable table(JsonNode node) {
    return new PointTable(
        TableName.parse(text(node, "table")).toString(),
        path(text(node, "metadata")),
        text(node, "uuid"),
        number(node, "snapshot"),
        number(node, "rows"));
  }

  private static Part part(JsonNode node) {
    Kind kind = Kind.valueOf(text(node, "part").toUpperCase(Locale.ROOT));
    String sha256 = text(node, "sha256");
    if (!sha256.isEmpty() && !SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("'%s' is no SHA-256".formatted(sha256));
    }
    String name = path(text(node, "name"));
    if ((kind == Kind.ROWS || kind == Kind.STATE) && name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("'%s' is no plain name".formatted(name));
    }
    return new Part(kind, text(node, "owner"), name, node.path("length").asLong(-1), sha256);
  }

  /** One that stays below the directory that it is resolved against. */
  private static String path(String path) {
    for (String segment : path.split("/", -1)) {
      if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("'%s' is no path below a directory".formatted(path));
      }
    }
    return path;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isTextual()) {
      throw new IllegalArgumentException("there is no text '%s'".formatted(field));
    }
    return value.asText();
  }

  private static @Nullable Long number(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || !value.isIntegralNumber() ? null : value.asLong();
  }

  static CityLakeException damaged(Path file, String why, @Nullable Throwable cause) {
    return new CityLakeException(
        ErrorCode.ARCHIVE_DAMAGED,
        "Cannot use backup %s: %s; choose an earlier one by --as-of (file=%s)"
            .formatted(file.getFileName(), why, file),
        cause);
  }
}
