def linear(x: Tensor, w: Tensor) -> Tensor:
  return torch.linear(x, w)

def linear_inputs(d: Tensor, w: Tensor) -> Tensor:
  return torch.matmul(d, w)

def linear_weights(d: Tensor, x: Tensor) -> Tensor:
  return torch.matmul(d.t(), x)

def pack(w: Tensor) -> Tensor:
  return w

def packs(w: Tensor) -> bool:
  return False
