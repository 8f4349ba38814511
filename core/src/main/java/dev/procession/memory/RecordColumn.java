package dev.procession.memory;

/**
 * One component of all records of a {@link SharedRecordArray}. Open as long as that is; needs no
 * closing.
 *
 * @param <V> the type of the component, a wrapper if it is primitive
 */
public final class RecordColumn<V> {
  private final RecordCells cells;
  private final RecordPath path;

  RecordColumn(RecordCells cells, RecordPath path) {
    this.cells = cells;
    this.path = path;
  }

  /**
   * The component of one record.
   *
   * @param index which record
   * @return the component of that record
   * @throws IndexOutOfBoundsException if there is none
   */
  public RecordField<V> at(long index) {
    return new RecordField<>(cells.handle(), cells.cell(index), path);
  }
}
