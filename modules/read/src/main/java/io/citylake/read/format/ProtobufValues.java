package io.citylake.read.format;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.citylake.read.format.JsonValue.Bare;
import io.citylake.read.format.JsonValue.Fields;
import io.citylake.read.format.JsonValue.Items;
import io.citylake.read.format.JsonValue.Nothing;
import io.citylake.read.format.JsonValue.Text;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads binary Protobuf as values, by the descriptors that {@code protoc} writes: names as in the
 * schema, enums by their names, {@code google.protobuf.Timestamp} as ISO text, wrappers as what
 * they hold, bytes as {@code \x00ff}. What has no presence has its default; what has one and is not
 * there is null. Protobuf's own reader holds each length against what is left.
 */
final class ProtobufValues {
  private static final String GOOGLE = "google.protobuf.";

  private final Descriptor descriptor;
  private final boolean indexed;

  private ProtobufValues(Descriptor descriptor, boolean indexed) {
    this.descriptor = descriptor;
    this.indexed = indexed;
  }

  /**
   * Of a set of descriptors, with all that they import.
   *
   * @param message the full name of the type
   * @param indexed whether messages begin with which type of their file they are, as a registry's
   *     serialisers write it
   * @throws IllegalArgumentException where the set lacks it
   */
  static ProtobufValues of(byte[] set, String message, boolean indexed) throws IOException {
    Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    for (FileDescriptorProto file : FileDescriptorSet.parseFrom(set).getFileList()) {
      files.put(file.getName(), file);
    }
    Map<String, FileDescriptor> built = new LinkedHashMap<>();
    for (String name : files.keySet()) {
      for (Descriptor type : build(name, files, built, 0).getMessageTypes()) {
        Descriptor found = find(type, message);
        if (found != null) {
          return new ProtobufValues(found, indexed);
        }
      }
    }
    throw new IllegalArgumentException("it has no message " + message);
  }

  private static @Nullable Descriptor find(Descriptor type, String message) {
    if (type.getFullName().equals(message)) {
      return type;
    }
    for (Descriptor nested : type.getNestedTypes()) {
      Descriptor found = find(nested, message);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static FileDescriptor build(
      String name,
      Map<String, FileDescriptorProto> files,
      Map<String, FileDescriptor> built,
      int depth) {
    FileDescriptor known = built.get(name);
    FileDescriptorProto file = files.get(name);
    if (known != null) {
      return known;
    }
    if (file == null || depth > files.size()) {
      throw new IllegalArgumentException(
          "it lacks the import %s; write it with --include_imports".formatted(name));
    }
    FileDescriptor[] imports =
        file.getDependencyList().stream()
            .map(each -> build(each, files, built, depth + 1))
            .toArray(FileDescriptor[]::new);
    try {
      FileDescriptor made = FileDescriptor.buildFrom(file, imports);
      built.put(name, made);
      return made;
    } catch (DescriptorValidationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The record from an index on. */
  JsonValue read(byte[] value, int from) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(value, from, value.length - from);
    if (indexed) {
      requireType(in);
    }
    DynamicMessage message = DynamicMessage.parseFrom(descriptor, in);
    if (!in.isAtEnd()) {
      throw new IOException("bytes are left after the record");
    }
    try {
      return message(message, new ValueBudget(value.length));
    } catch (DateTimeException | ArithmeticException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Which type of its file it is stands before it, as a way through nested ones; without a number
   * it is the first. Bytes of another type would mostly be taken for one of this, with wrong
   * values.
   */
  private void requireType(CodedInputStream in) throws IOException {
    int count = in.readSInt32();
    List<Integer> own = way(descriptor);
    boolean same = count == 0 ? own.equals(List.of(0)) : count == own.size();
    for (int i = 0; i < count && same; i++) {
      same = in.readSInt32() == own.get(i);
    }
    if (!same) {
      throw new IOException(
          "it is of another type of its file than %s (expected=%s)"
              .formatted(descriptor.getFullName(), own));
    }
  }

  private static List<Integer> way(Descriptor type) {
    List<Integer> way = new ArrayList<>();
    for (Descriptor each = type; each != null; each = each.getContainingType()) {
      way.add(0, each.getIndex());
    }
    return way;
  }

  private static JsonValue message(Message message, ValueBudget budget) throws IOException {
    Descriptor type = message.getDescriptorForType();
    String name = type.getFullName();
    if (name.equals(GOOGLE + "Timestamp")) {
      long seconds = (Long) message.getField(type.findFieldByName("seconds"));
      int nanos = (Integer) message.getField(type.findFieldByName("nanos"));
      return new Text(Instant.ofEpochSecond(seconds, nanos).toString());
    }
    if (name.startsWith(GOOGLE) && name.endsWith("Value") && type.getFields().size() == 1) {
      FieldDescriptor only = type.getFields().get(0);
      return field(message, only, budget);
    }
    Map<String, JsonValue> values = new LinkedHashMap<>();
    for (FieldDescriptor field : type.getFields()) {
      values.put(field.getName(), field(message, field, budget));
    }
    return new Fields(values, null);
  }

  private static JsonValue field(Message message, FieldDescriptor field, ValueBudget budget)
      throws IOException {
    budget.take();
    if (field.hasPresence() && !message.hasField(field)) {
      return Nothing.NOTHING;
    }
    Object value = message.getField(field);
    if (!(value instanceof List<?> items)) {
      return one(field, value, budget);
    }
    if (!field.isMapField()) {
      List<JsonValue> values = new ArrayList<>();
      for (Object item : items) {
        budget.take();
        values.add(one(field, item, budget));
      }
      return new Items(values);
    }
    Map<String, JsonValue> entries = new LinkedHashMap<>();
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor held = field.getMessageType().findFieldByNumber(2);
    for (Object item : items) {
      Message entry = (Message) item;
      // Of several of one key the last counts, as Protobuf has it.
      budget.take();
      entries.put(entry.getField(key).toString(), one(held, entry.getField(held), budget));
    }
    return new Fields(entries, null);
  }

  private static JsonValue one(FieldDescriptor field, Object value, ValueBudget budget)
      throws IOException {
    if (value instanceof Message message) {
      return message(message, budget);
    }
    if (value instanceof EnumValueDescriptor chosen) {
      return new Text(chosen.getName());
    }
    if (value instanceof ByteString bytes) {
      return new Text("\\x" + HexFormat.of().formatHex(bytes.toByteArray()));
    }
    if (value instanceof Float || value instanceof Double) {
      return AvroValues.floating(value.toString());
    }
    if (value instanceof Long number
        && (field.getType() == FieldDescriptor.Type.UINT64
            || field.getType() == FieldDescriptor.Type.FIXED64)) {
      return new Bare(Long.toUnsignedString(number));
    }
    if (value instanceof Integer number
        && (field.getType() == FieldDescriptor.Type.UINT32
            || field.getType() == FieldDescriptor.Type.FIXED32)) {
      return new Bare(Integer.toUnsignedString(number));
    }
    return value instanceof String text ? new Text(text) : new Bare(value.toString());
  }
}
