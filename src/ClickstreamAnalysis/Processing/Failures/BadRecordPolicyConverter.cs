namespace ClickstreamAnalysis.Processing.Failures;

/// <summary>Reads a <see cref="BadRecordPolicy"/> from the text of a configuration file.</summary>
internal sealed class BadRecordPolicyConverter() : FailurePolicyConverter<BadRecordPolicy>(BadRecordPolicy.Parse);
