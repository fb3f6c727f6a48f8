namespace ClickstreamAnalysis.Processing.Failures;

/// <summary>Reads an <see cref="UnwritableRecordPolicy"/> from the text of a configuration file.</summary>
internal sealed class UnwritableRecordPolicyConverter() : FailurePolicyConverter<UnwritableRecordPolicy>(UnwritableRecordPolicy.Parse);
