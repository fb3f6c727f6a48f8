namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>The log answers, but topics that are being created, by this or another instance, are not visible yet. The start is attempted again.</summary>
internal sealed class UnsettledTopicsException(string message) : RecordLogException(message)
{
    public override bool IsTransient => true;
}
