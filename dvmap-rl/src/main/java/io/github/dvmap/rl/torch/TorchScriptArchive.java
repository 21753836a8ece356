package io.github.dvmap.rl.torch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive from source: a zip of stored entries with the code, a pickle
 * (protocol 2) of one object with its attributes, and an empty constants tuple. libtorch compiles
 * the code when it loads the archive, so no Python is needed.
 */
final class TorchScriptArchive {
  private TorchScriptArchive() {}

  /**
   * Writes the archive.
   *
   * @param file where to
   * @param source the module's source, holding a class of the given name
   * @param className the class of the one object
   * @param attributes its attributes: Integer, Double, Boolean, or a List of such
   */
  static void write(Path file, String source, String className, Map<String, Object> attributes) {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      store(zip, "archive/data.pkl", pickle(className, attributes));
      store(zip, "archive/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "archive/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "archive/version", "3\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    var crc = new CRC32();
    crc.update(bytes);
    var entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static byte[] pickle(String className, Map<String, Object> attributes)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x80, 2, 'c'});
    out.write(("__torch__\n" + className + "\n").getBytes(StandardCharsets.UTF_8));
    out.write(new byte[] {')', (byte) 0x81, '}', '('});
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      byte[] name = attribute.getKey().getBytes(StandardCharsets.UTF_8);
      out.write('X');
      out.writeInt(Integer.reverseBytes(name.length));
      out.write(name);
      value(out, attribute.getValue());
    }
    out.write(new byte[] {'u', 'b', '.'});
    return bytes.toByteArray();
  }

  private static void value(DataOutputStream out, Object value) throws IOException {
    if (value instanceof Integer number) {
      out.write('J');
      out.writeInt(Integer.reverseBytes(number));
    } else if (value instanceof Double number) {
      out.write('G');
      out.writeDouble(number);
    } else if (value instanceof Boolean flag) {
      out.write(flag ? 0x88 : 0x89);
    } else if (value instanceof List<?> list) {
      out.write(new byte[] {']', '('});
      for (Object element : list) {
        value(out, element);
      }
      out.write('e');
    } else {
      throw new IllegalArgumentException("attribute of type " + value.getClass());
    }
  }
}
