using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Tests.Processors;

/// <summary>Lets every record pass.</summary>
internal sealed class NoGuard : OutputGuard
{
    public override int MaxRecordBytes => int.MaxValue;

    public override void Reject(string reason, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, RecordHeaders? headers, Exception? error) =>
        throw new NotSupportedException();
}
