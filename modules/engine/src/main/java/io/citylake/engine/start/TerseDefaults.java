package io.citylake.engine.start;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/**
 * Hadoop's files of default settings without their explanations, which are three quarters of them.
 * Iceberg has them read anew for every Parquet file that is written to a local disk.
 */
final class TerseDefaults extends URLStreamHandler {
  private static final String PROPERTY = "property";
  private static final Set<String> KEPT = Set.of("name", "value", "final");

  private final byte[] settings;

  private TerseDefaults(byte[] settings) {
    this.settings = settings;
  }

  /** Whether a resource is one of these files. */
  static boolean is(String name) {
    return name.endsWith("-default.xml");
  }

  /** The same settings in fewer bytes, held in memory; the file as it is where it reads wrongly. */
  static URL of(URL file) {
    try (InputStream in = file.openStream()) {
      return new URL(null, "terse:" + file, new TerseDefaults(settings(in)));
    } catch (IOException | XMLStreamException e) {
      // Hadoop says better what is wrong with its file.
      return file;
    }
  }

  private static byte[] settings(InputStream in) throws XMLStreamException {
    XMLInputFactory input = XMLInputFactory.newFactory();
    input.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    XMLStreamReader from = input.createXMLStreamReader(in);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    XMLStreamWriter to =
        XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
    to.writeStartElement("configuration");
    while (from.hasNext()) {
      int event = from.next();
      if (event == XMLStreamReader.START_ELEMENT) {
        start(from, to);
      } else if (event == XMLStreamReader.END_ELEMENT && from.getLocalName().equals(PROPERTY)) {
        to.writeEndElement();
      }
    }
    to.writeEndElement();
    to.close();
    return bytes.toByteArray();
  }

  private static void start(XMLStreamReader from, XMLStreamWriter to) throws XMLStreamException {
    String name = from.getLocalName();
    if (name.equals(PROPERTY)) {
      to.writeStartElement(name);
    } else if (KEPT.contains(name)) {
      to.writeStartElement(name);
      to.writeCharacters(from.getElementText());
      to.writeEndElement();
    }
  }

  @Override
  protected URLConnection openConnection(URL url) {
    return new URLConnection(url) {
      @Override
      public void connect() {
        // Nothing to connect to.
      }

      @Override
      public InputStream getInputStream() {
        return new ByteArrayInputStream(settings);
      }
    };
  }
}
