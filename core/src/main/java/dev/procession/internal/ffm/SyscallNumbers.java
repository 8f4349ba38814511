package dev.procession.internal.ffm;

import org.jspecify.annotations.Nullable;

/** What the kernel calls its services; it depends on the machine. */
enum SyscallNumbers {
  X86_64(
      202, 319, 285, 77, 3, 157, 62, 110, 46, 47, 51, 52, 55, 271, 41, 42, 49, 50, 288, 72, 292,
      290, 1, 107, 8),
  AARCH64(
      98, 279, 47, 46, 57, 167, 129, 173, 211, 212, 204, 205, 209, 73, 198, 203, 200, 201, 242, 25,
      24, 19, 64, 175, 62);

  final int futex;
  final int memfdCreate;
  final int fallocate;
  final int ftruncate;
  final int close;
  final int prctl;
  final int kill;
  final int getppid;
  final int sendmsg;
  final int recvmsg;
  final int getsockname;
  final int getpeername;
  final int getsockopt;
  final int ppoll;
  final int socket;
  final int connect;
  final int bind;
  final int listen;
  final int accept4;
  final int fcntl;
  final int dup3;
  final int eventfd2;
  final int write;
  final int geteuid;
  final int lseek;

  SyscallNumbers(
      int futex,
      int memfdCreate,
      int fallocate,
      int ftruncate,
      int close,
      int prctl,
      int kill,
      int getppid,
      int sendmsg,
      int recvmsg,
      int getsockname,
      int getpeername,
      int getsockopt,
      int ppoll,
      int socket,
      int connect,
      int bind,
      int listen,
      int accept4,
      int fcntl,
      int dup3,
      int eventfd2,
      int write,
      int geteuid,
      int lseek) {
    this.futex = futex;
    this.memfdCreate = memfdCreate;
    this.fallocate = fallocate;
    this.ftruncate = ftruncate;
    this.close = close;
    this.prctl = prctl;
    this.kill = kill;
    this.getppid = getppid;
    this.sendmsg = sendmsg;
    this.recvmsg = recvmsg;
    this.getsockname = getsockname;
    this.getpeername = getpeername;
    this.getsockopt = getsockopt;
    this.ppoll = ppoll;
    this.socket = socket;
    this.connect = connect;
    this.bind = bind;
    this.listen = listen;
    this.accept4 = accept4;
    this.fcntl = fcntl;
    this.dup3 = dup3;
    this.eventfd2 = eventfd2;
    this.write = write;
    this.geteuid = geteuid;
    this.lseek = lseek;
  }

  /** The numbers of this machine, or null if it is none that we know. */
  static @Nullable SyscallNumbers ofThisMachine() {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      return null;
    }
    String machine = System.getProperty("os.arch", "");
    if (machine.equals("amd64") || machine.equals("x86_64")) {
      return X86_64;
    }
    return machine.equals("aarch64") ? AARCH64 : null;
  }
}
