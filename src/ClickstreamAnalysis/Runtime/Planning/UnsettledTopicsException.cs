namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>
/// The log answers, but topics are not visible: they are being created, by this or another instance, and the broker that was asked does not know them yet. The start is
/// attempted again.
/// </summary>
/// <param name="message">Names the topics.</param>
/// <param name="loss">What is thrown when they do not become visible soon, because then they are gone; null when they were created for certain.</param>
internal sealed class UnsettledTopicsException(string message, StreamsException? loss = null) : RecordLogException(message)
{
    public StreamsException? Loss => loss;

    public override bool IsTransient => true;
}
