package dev.procession.memory;

import dev.procession.ProcessionException;
import org.jspecify.annotations.Nullable;

/**
 * Shared memory could not be made, attached or unlinked, or its contents are damaged.
 *
 * <p>The {@linkplain #getCause() cause} tells which: {@link java.nio.file.NoSuchFileException} if
 * there is no memory of this name, {@link java.nio.file.FileAlreadyExistsException} if there is
 * already, {@link java.nio.file.AccessDeniedException} if it is another user's, another {@link
 * java.io.IOException} with the system's words if there is no room or anything else is wrong, none
 * if the contents are damaged.
 *
 * <p>Python: {@code FileNotFoundError}, {@code FileExistsError}, {@code PermissionError}, {@code
 * OSError}.
 */
public final class SharedMemoryException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message fact, values, remedy
   * @param cause what the operating system said, or null
   */
  public SharedMemoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
