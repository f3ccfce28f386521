package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.job.SourceSpec.Parquet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R39: Parquet of other writers. */
class TestParquet {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message row {
            optional binary name (STRING);
            optional int32 u (INTEGER(32,false));
            optional int64 ul (INTEGER(64,false));
            optional int32 day (DATE);
            optional int64 seen (TIMESTAMP(MICROS,true));
            optional int64 local (TIMESTAMP(MILLIS,false));
            optional int96 old;
            optional fixed_len_byte_array(9) paid (DECIMAL(20,2));
            optional double x;
            optional binary blob;
            optional group geo { optional double lon; optional binary tag (STRING); }
            optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
            optional group props (MAP) { repeated group key_value { required binary key (STRING); optional int32 value; } }
            repeated int32 plain;
          }
          """);

  @TempDir private Path folder;

  private Path file(Group... rows) throws IOException {
    Path file = folder.resolve("other.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(SCHEMA).build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
    return file;
  }

  @Test
  void readsEveryTypeAsText() throws IOException {
    Group row = new SimpleGroup(SCHEMA);
    row.append("name", "武侯").append("u", -1).append("ul", -1L).append("day", -1);
    row.append("seen", -1L).append("local", 1_000L);
    byte[] int96 =
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(1_000)
            .putInt(2_440_589)
            .array();
    row.append("old", Binary.fromConstantByteArray(int96));
    row.append(
        "paid", Binary.fromConstantByteArray(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -123}));
    row.append("x", 1.0e7)
        .append("blob", Binary.fromConstantByteArray(new byte[] {(byte) 0xFF, 0}));
    row.addGroup("geo").append("lon", 104.06).append("tag", "t");
    Group tags = row.addGroup("tags");
    tags.addGroup("list").append("element", "a");
    tags.addGroup("list");
    row.addGroup("props").addGroup("key_value").append("key", "k").append("value", 7);
    row.append("plain", 1).append("plain", 2);
    assertThat(
            Rows.of(new Parquet(), file(row, new SimpleGroup(SCHEMA)), "name", "geo.lon", "tags.0"))
        .containsExactly(
            "1: name=武侯, u=4294967295, ul=18446744073709551615, day=1969-12-31,"
                + " seen=1969-12-31T23:59:59.999999Z, local=1970-01-01T00:00:01,"
                + " old=1970-01-02T00:00:00.000001Z, paid=-1.23, x=10000000, blob=ff00,"
                + " geo={\"lon\":104.06,\"tag\":\"t\"}, tags=[\"a\",null], props={\"k\":7}, plain=[1,2],"
                + " geo.lon=104.06, tags.0=a",
            "2: name=null, u=null, ul=null, day=null, seen=null, local=null, old=null, paid=null,"
                + " x=null, blob=null, geo=null, tags=null, props=null, plain=[], geo.lon=null, tags.0=null");
  }

  @Test
  void refusesTextThatIsNoUtf8() throws IOException {
    Group row = new SimpleGroup(SCHEMA);
    row.append("name", Binary.fromConstantByteArray(new byte[] {'a', (byte) 0xC3}));
    assertThat(Rows.of(new Parquet(), file(row), "name"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith(
            "1! the record holds bytes or escapes that are no Unicode text {\"name\":\"a\\\\xC3\"");
  }
}
