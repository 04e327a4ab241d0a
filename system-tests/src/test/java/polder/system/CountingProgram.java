package polder.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Jobs of a WebAssembly program that counts down for a while and writes hello. */
final class CountingProgram {
  /** What it writes. */
  static final String RESULT = "hello\n";

  private static final String BEGIN =
      "0061736d01000000"
          + "010c0260047f7f7f7f017f600000"
          + "0223011677617369"
          + "5f736e617073686f745f7072657669657731"
          + "0866645f77726974650000"
          + "03020101"
          + "0503010001"
          + "071302066d656d6f72790200"
          + "065f73746172740001"
          + "0a25012301017f41";

  private static final String END =
      "2100034020004101"
          + "6b22000d000b"
          + "410141004101411410001a0b"
          + "0b14010041000b0e0800000006000000"
          + "68656c6c6f0a";

  private CountingProgram() {}

  /**
   * Writes one and its job.
   *
   * @param folder where both are put
   * @param turns of its loop, at least one
   * @return the job's file
   */
  static Path write(Path folder, String name, int turns) throws IOException {
    HexFormat hex = HexFormat.of();
    StringBuilder number = new StringBuilder();
    // Five bytes whatever the number is, so that no length before it changes.
    for (int i = 0; i < 4; i++) {
      number.append(hex.toHexDigits((byte) ((turns >> (7 * i)) | 0x80)));
    }
    number.append(hex.toHexDigits((byte) (turns >> 28)));
    Files.write(folder.resolve(name + ".wasm"), hex.parseHex(BEGIN + number + END));
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        "job: wasm\nmodule: " + name + ".wasm\nfuel: 100G\nmemory: 1Mi\n",
        StandardCharsets.UTF_8);
  }
}
