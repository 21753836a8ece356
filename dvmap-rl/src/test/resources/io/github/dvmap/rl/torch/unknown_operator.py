class Unknown(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.Unknown, x: Tensor) -> Tensor:
    return ops.mkldnn._no_such_operator(x)
