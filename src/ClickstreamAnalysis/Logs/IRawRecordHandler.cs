namespace ClickstreamAnalysis.Logs;

/// <summary>Receives the records of a poll.</summary>
public interface IRawRecordHandler
{
    /// <summary>Handles one record. An exception ends the poll and is thrown by it; the next poll delivers the remaining records.</summary>
    /// <param name="record">A view that is valid only during the call.</param>
    void OnRecord(in RawRecord record);
}
