package dev.procession.crash;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** How something goes wrong. */
enum How {
  /** An unchecked exception. */
  EXCEPTION {
    @Override
    void happen() {
      throw new IllegalStateException("on purpose");
    }
  },
  /** An error that says nothing about the virtual machine. */
  ERROR {
    @Override
    void happen() {
      throw new AssertionError("on purpose");
    }
  },
  /** {@code System.exit(3)}. */
  EXIT {
    @Override
    void happen() {
      System.exit(EXIT_CODE);
    }
  },
  /** {@code Runtime.halt(4)}. */
  HALT {
    @Override
    void happen() {
      Runtime.getRuntime().halt(HALT_CODE);
    }
  },
  /** SIGKILL, as the kernel sends it when memory is short. */
  SIGKILL {
    @Override
    void happen() throws Exception {
      new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid()))
          .start()
          .waitFor();
    }
  },
  /** Native code writes to address 0. */
  NATIVE_CRASH {
    @Override
    void happen() {
      MemorySegment.NULL.reinterpret(Integer.BYTES).set(ValueLayout.JAVA_INT, 0, 1);
    }
  },
  /** Fills the heap; only for processes with a small one. */
  OUT_OF_MEMORY {
    @Override
    void happen() {
      List<long[]> hoard = new ArrayList<>();
      while (true) {
        hoard.add(new long[100_000]);
      }
    }
  },
  /** Calls itself for ever. */
  DEEP_RECURSION {
    @Override
    @SuppressWarnings("InfiniteRecursion") // that is the point
    void happen() throws Exception {
      happen();
      happen();
    }
  };

  static final int EXIT_CODE = 3;
  static final int HALT_CODE = 4;

  /** Does it; most do not come back. */
  abstract void happen() throws Exception;

  /** Whether it ends the process that it happens to. */
  boolean kills() {
    return switch (this) {
      case EXIT, HALT, SIGKILL, NATIVE_CRASH -> true;
      case EXCEPTION, ERROR, OUT_OF_MEMORY, DEEP_RECURSION -> false;
    };
  }
}
