package polder.adapters.blender;

import polder.ports.work.Renderer.Device;

/**
 * What must agree for equal pixels. Cycles has a kernel for each set of instructions and takes the
 * widest that the processor has, and so does Embree, which finds what a ray hits: each rounds in
 * its own way. The build is a digest of the program and of those of its libraries that compute.
 *
 * @param version of Blender, in full
 * @param device what computes
 * @param devices the processor's architecture, or the names of the graphics processors
 * @param cycles the set of instructions of Cycles' kernel
 * @param embree the set of instructions of Embree's
 * @param build a digest in hexadecimal
 */
public record SameClass(
    String version, Device device, String devices, String cycles, String embree, String build) {
  /** In one line: machines with equal lines give equal pixels. */
  @Override
  public String toString() {
    String processor =
        device == Device.CPU
            ? "cpu " + devices + " cycles/" + cycles + " embree/" + embree
            : device + " " + devices;
    return "blender " + version + " " + processor + " build/" + build;
  }
}
