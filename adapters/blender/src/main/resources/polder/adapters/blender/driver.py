"""Renders tiles for Polder inside Blender. Reads commands, a line each, fields separated by tabs, from its standard
input; answers each with one such line on descriptor 3, because whatever Blender itself says goes to the others.

    open SCENE FRAME SAMPLES SEED       ->  opened WIDTH HEIGHT NOTE
    render LEFT BOTTOM WIDTH HEIGHT TO  ->  rendered

or `refused REASON WHY`, with the reason `scene` or `machine`. It begins with `ready`, what this Blender is, and the
device. Nothing here asks the scene what to run: it is opened with its scripts off, and what could write, read or run
something of its own is refused or switched off."""

import hashlib
import os
import platform
import sys

import bpy

DEVICE, THREADS, MOST_PIXELS = sys.argv[sys.argv.index("--") + 1 :]

# What takes part in a pixel's value; other libraries may differ without another picture.
COMPUTES = ("blender", "libm.so", "libm-", "libembree", "libOpenImageIO", "libOpenColorIO", "libImath", "libosd",
            "libopenvdb", "libtbb", "libsycl")
# Embree takes the widest that it finds; the names are the kernel's.
EMBREE = (("avx512", {"avx512f", "avx512dq", "avx512cd", "avx512bw", "avx512vl"}), ("avx2", {"avx2", "fma", "bmi2"}),
          ("avx", {"avx"}), ("sse4.2", {"sse4_2"}))


class Refusal(Exception):
    """What cannot be done, and whose matter it is."""

    def __init__(self, reason, why):
        super().__init__(why)
        self.reason = reason
        self.why = why


def cycles_kernel():
    """The set of instructions whose kernel Cycles takes: the last, which is the widest that this processor has."""
    import _cycles

    for line in _cycles.system_info().splitlines():
        if "capabilities:" in line:
            return (line.split(":", 1)[1].split() or ["plain"])[-1].lower()
    return "plain"


def embree_kernel():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as lines:
        for line in lines:
            if line.startswith("flags"):
                flags = set(line.split(":", 1)[1].split())
                return next((name for name, needed in EMBREE if needed <= flags), "sse2")
    return "plain"


def build():
    """A digest of the program and of the libraries that compute with it."""
    files = set()
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            path = line.rstrip("\n").split(None, 5)[-1]
            if path.startswith("/") and os.path.basename(path).startswith(COMPUTES):
                files.add(path)
    digests = []
    for path in files:
        with open(path, "rb") as file:
            digest = hashlib.sha256()
            while block := file.read(1 << 20):
                digest.update(block)
            digests.append(digest.digest())
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()[:16]


def choose_device():
    """Switches the graphics processors of that kind on, and says their names; refuses if there is none."""
    if DEVICE == "CPU":
        return platform.machine()
    preferences = bpy.context.preferences.addons["cycles"].preferences
    try:
        preferences.compute_device_type = DEVICE
        devices = [each for each in preferences.get_devices_for_type(DEVICE) if each.type == DEVICE]
    except (TypeError, ValueError):
        raise Refusal("machine", f"this Blender was built without {DEVICE}") from None
    if not devices:
        raise Refusal("machine", f"there is no graphics processor that {DEVICE} can use")
    for each in preferences.devices:
        each.use = each.type == DEVICE
    return ", ".join(sorted(each.name for each in devices))


def check_cache(name, owner):
    """Refuses a simulation that would read or write files while frames change."""
    cache = getattr(owner, "point_cache", None)
    if cache and (cache.use_disk_cache or cache.use_external):
        raise Refusal("scene", f"{name} keeps its simulation in files; bake it into the .blend")


def check_simulations(path):
    """Refuses simulations that keep files: opening a scene computes its frame, and a fluid then writes where it is
    told to. Objects that are only linked are not computed, so this looks at them first. Blender crashes if the scene
    before is still there then, and would find a library of that name again."""
    bpy.ops.wm.read_homefile(use_empty=True)
    try:
        with bpy.data.libraries.load(path, link=True) as (theirs, ours):
            ours.objects = theirs.objects
        for thing in filter(None, ours.objects):
            for modifier in thing.modifiers:
                if modifier.type == "FLUID":
                    raise Refusal("scene", f"{thing.name} is part of a fluid simulation, whose cache are files;"
                                           " convert it to a mesh")
            for owner in [*thing.modifiers, *thing.particle_systems]:
                check_cache(thing.name, owner)
    except (OSError, RuntimeError, UnicodeDecodeError) as error:
        raise Refusal("scene", f"Blender cannot open it: {error}") from None
    finally:
        bpy.ops.wm.read_homefile(use_empty=True)


def check_alone(scene):
    """Refuses what lies outside of the file, and what would write or draw by other ways than Cycles."""
    for thing in scene.objects:
        if thing.type == "GPENCIL" and not thing.hide_render:
            raise Refusal("scene", f"{thing.name} is Grease Pencil, which Cycles does not draw; convert it to a mesh")
    if scene.rigidbody_world:
        check_cache("the rigid body world", scene.rigidbody_world)
    outside = sorted(set(bpy.utils.blend_paths(absolute=False, packed=False, local=False)))
    outside += [library.filepath for library in bpy.data.libraries if library.filepath not in outside]
    if outside:
        names = ", ".join(outside[:3]) + (" and others" if len(outside) > 3 else "")
        raise Refusal("scene", f"it uses files that are not packed into it: {names}; pack all files into the .blend")


def settle(scene, samples, seed):
    """Sets all that decides about pixels beside what the scene shows."""
    render = scene.render
    render.engine = "CYCLES"
    render.use_compositing = False
    render.use_sequencer = False
    render.use_freestyle = False
    render.use_multiview = False
    render.use_border = True
    render.use_crop_to_border = True
    render.use_persistent_data = True
    render.dither_intensity = 0.0
    render.threads_mode = "FIXED"
    render.threads = int(THREADS)
    for name in dir(render):
        if name.startswith("use_stamp"):
            setattr(render, name, False)
    image = render.image_settings
    image.file_format = "PNG"
    image.color_mode = "RGBA"
    image.color_depth = "8"
    if hasattr(image, "color_management"):
        image.color_management = "FOLLOW_SCENE"
    cycles = scene.cycles
    fixed = {
        "device": "CPU" if DEVICE == "CPU" else "GPU", "samples": samples, "seed": seed, "sample_offset": 0,
        "use_animated_seed": False, "use_layer_samples": "IGNORE", "use_adaptive_sampling": False,
        "use_denoising": False, "time_limit": 0.0, "use_auto_tile": False, "use_guiding": False,
        "auto_scrambling_distance": False, "scrambling_distance": 1.0, "shading_system": False,
    }
    for name, value in fixed.items():
        # Some came or went with versions.
        if hasattr(cycles, name):
            setattr(cycles, name, value)


class Opened:
    """A scene at a frame, in the state in which any of its tiles is rendered."""

    def __init__(self, path, frame, samples, seed):
        check_simulations(path)
        try:
            bpy.ops.wm.open_mainfile(filepath=path, load_ui=False, use_scripts=False)
        except RuntimeError as error:
            raise Refusal("scene", f"Blender cannot open it: {error}") from None
        self.scene = scene = bpy.context.scene
        check_alone(scene)
        settle(scene, samples, seed)
        self.layer = next((layer.name for layer in scene.view_layers if layer.use), None)
        if self.layer is None:
            raise Refusal("scene", f"nothing comes out of frame {frame}: no view layer of {scene.name} is rendered")
        scene.frame_set(frame)
        if scene.camera is None:
            raise Refusal("scene", f"{scene.name} has no camera at frame {frame}; choose the scene's camera")
        self.width = scene.render.resolution_x * scene.render.resolution_percentage // 100
        self.height = scene.render.resolution_y * scene.render.resolution_percentage // 100
        if self.width < 1 or self.height < 1 or self.width * self.height > int(MOST_PIXELS):
            raise Refusal("scene", f"a frame of {self.width} x {self.height} has no pixels, or more than {MOST_PIXELS}")
        self.note = "scripts of the scene were not run" if bpy.app.autoexec_fail else ""

    def render(self, left, bottom, width, height, target):
        render = self.scene.render
        # A quarter of a pixel beyond the edge, so that rounding to floats and down to pixels ends at the edge.
        render.border_min_x = (left + 0.25) / self.width
        render.border_max_x = min(1.0, (left + width + 0.25) / self.width)
        render.border_min_y = (bottom + 0.25) / self.height
        render.border_max_y = min(1.0, (bottom + height + 0.25) / self.height)
        try:
            bpy.ops.render.render(scene=self.scene.name, layer=self.layer)
            bpy.data.images["Render Result"].save_render(target, scene=self.scene)
        except (KeyError, RuntimeError) as error:
            raise Refusal("scene", f"Blender cannot render it: {error}") from None


def clean(text):
    return " ".join(str(text).split())[:2000]


def main():
    answers = open(3, "w", encoding="utf-8", closefd=False)

    def answer(*fields):
        answers.write("\t".join(clean(field) for field in fields) + "\n")
        answers.flush()

    opened = None
    try:
        devices = choose_device()
        answer("ready", bpy.app.version_string, devices, platform.machine(), cycles_kernel(), embree_kernel(), build())
    except Refusal as refusal:
        answer("refused", refusal.reason, refusal.why)
        return
    with open(0, encoding="utf-8", closefd=False) as commands:
        for line in commands:
            command, *fields = line.rstrip("\n").split("\t")
            try:
                if command == "open":
                    opened = None
                    opened = Opened(fields[0], *map(int, fields[1:]))
                    answer("opened", opened.width, opened.height, opened.note)
                else:
                    opened.render(*map(int, fields[:4]), fields[4])
                    answer("rendered")
            except Refusal as refusal:
                answer("refused", refusal.reason, refusal.why)


main()
