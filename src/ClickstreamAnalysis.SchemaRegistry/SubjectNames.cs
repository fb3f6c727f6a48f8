using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis.SchemaRegistry;

/// <summary>Names the subject of a schema.</summary>
internal sealed class SubjectNames(RegistryOptions options)
{
    public string Of(SerdeUse use, string recordName)
    {
        if (options.SubjectNameOf is { } nameOf)
        {
            return nameOf(use, recordName);
        }

        return options.SubjectNames switch
        {
            SubjectNameStrategy.Topic => $"{use.Topic}-{(use.IsKey ? "key" : "value")}",
            _ when recordName.Length == 0 => throw new StreamsException(
                $"The {(use.IsKey ? "keys" : "values")} of topic '{use.Topic}' have a schema without a name, so there is no subject by record: "
                + $"give the schema a name, or set {nameof(RegistryOptions)}.{nameof(RegistryOptions.SubjectNames)} to Topic."),
            SubjectNameStrategy.Record => recordName,
            _ => $"{use.Topic}-{recordName}",
        };
    }
}
