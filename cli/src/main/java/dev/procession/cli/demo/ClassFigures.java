package dev.procession.cli.demo;

import java.util.List;

/**
 * What was found in one class file; the result that a worker sends.
 *
 * @param module the module it belongs to
 * @param bytes its size
 * @param methods how many methods
 * @param instructions how many instructions in all methods
 * @param poolEntries how many entries its constant pool has
 * @param errors how many errors the verifier found
 * @param longMethods methods long enough to be among the longest of the JDK
 * @param digest a hash of the file and of all that was found in it
 */
record ClassFigures(
    String module,
    long bytes,
    int methods,
    int instructions,
    int poolEntries,
    int errors,
    List<MethodSize> longMethods,
    long digest) {}
