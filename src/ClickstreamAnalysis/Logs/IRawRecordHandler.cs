namespace ClickstreamAnalysis.Logs;

/// <summary>Gets the records of a poll.</summary>
public interface IRawRecordHandler
{
    /// <summary>One record. An exception ends the poll and comes out of it; the records not yet handed over are handed over next time.</summary>
    /// <param name="record">A view that ends with the call.</param>
    void OnRecord(in RawRecord record);
}
