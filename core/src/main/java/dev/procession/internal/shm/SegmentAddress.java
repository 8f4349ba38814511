package dev.procession.internal.shm;

import java.io.Serializable;

/**
 * Where another process finds a segment: what a handle becomes on its way.
 *
 * <p>No record: to rebuild its first record costs a process that has just begun some forty spun
 * classes.
 */
public final class SegmentAddress implements Serializable {
  private static final long serialVersionUID = 1;

  private final long idHigh;
  private final long idLow;
  private final String place;
  private final String origin;

  /**
   * An address.
   *
   * @param idHigh first half of the segment's id
   * @param idLow second half of the segment's id
   * @param place the path under which the sender's descriptor can be opened
   * @param origin the same of the creator, which may still be there when the sender is gone
   */
  public SegmentAddress(long idHigh, long idLow, String place, String origin) {
    this.idHigh = idHigh;
    this.idLow = idLow;
    this.place = place;
    this.origin = origin;
  }

  /** First half of the segment's id. */
  public long idHigh() {
    return idHigh;
  }

  /** Second half of the segment's id. */
  public long idLow() {
    return idLow;
  }

  /** The path under which the sender's descriptor can be opened. */
  public String place() {
    return place;
  }

  /** The path under which the creator's descriptor can be opened while the creator lives. */
  public String origin() {
    return origin;
  }

  @Override
  public String toString() {
    return "SegmentAddress[place=" + place + ", origin=" + origin + "]";
  }
}
