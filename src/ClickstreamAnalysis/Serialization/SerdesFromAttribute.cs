using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis.Serialization;

/// <summary>Names the provider of the serdes for a type and for generic types constructed over it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class SerdesFromAttribute(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type provider) : Attribute
{
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    public Type Provider { get; } = provider;
}
