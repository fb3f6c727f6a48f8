using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.State.Rows;

/// <summary>Decodes keys and values of rows, with an error that names the store and the task.</summary>
internal static class RowDecoder
{
    /// <summary>Decodes a part of a row.</summary>
    /// <param name="serde">The serde.</param>
    /// <param name="bytes">The bytes of the row, or of this part of it.</param>
    /// <param name="from">Where the part begins; a damaged row may end before it.</param>
    /// <param name="store">The name of the store.</param>
    /// <param name="task">The task.</param>
    /// <param name="what">The part, for the error.</param>
    /// <exception cref="StateException">The serde cannot read the bytes.</exception>
    public static T Decode<T>(ISerde<T> serde, ReadOnlySpan<byte> bytes, int from, string store, string task, string what)
    {
        try
        {
            return PreparedSerde.Deserialize(serde, bytes[from..]);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The fault is in the row, not in the record that caused the read. The serde's message may quote data, so only its reason is used.
            throw new StateException(
                $"Store '{store}' of task {task}: a row of {bytes.Length} bytes has a {what} that serde '{serde.Name}' cannot read "
                + $"({(error is SerdeException known ? known.Reason : error.GetType().Name)}). The state was written with another serde or by another topology, or it is damaged. "
                + "Start the application that wrote it, with the serde that it had; or give this one a new ApplicationId.",
                error)
            {
                StoreName = store,
                TaskId = task,
            };
        }
    }
}
