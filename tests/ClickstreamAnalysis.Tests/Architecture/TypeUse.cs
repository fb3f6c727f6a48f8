namespace ClickstreamAnalysis.Tests.Architecture;

/// <summary>A type of the assembly refers to another type.</summary>
internal readonly record struct TypeUse(string Namespace, string Type, string UsedNamespace, string UsedType)
{
    public override string ToString() => $"{Namespace}.{Type} refers to {UsedNamespace}.{UsedType}";
}
